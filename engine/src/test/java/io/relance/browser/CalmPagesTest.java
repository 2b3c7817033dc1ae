package io.relance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import io.relance.Sketch;
import io.relance.contact.ContactInput;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Every page, in both languages, on a desk and on a phone: complete, quiet, labelled, and no wider
 * than the screen. The pictures are kept in {@code target/screenshots}, to be looked at.
 */
@NullUnmarked
class CalmPagesTest extends BrowserTest {

  private static final Path PICTURES = Path.of("target", "screenshots");

  private static final String CALL =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D" targetNamespace="http://relance.io/journeys">
        <bpmn:process id="call-back" name="Call back" isExecutable="true">
          <bpmn:startEvent id="start" name="Asked for a call" />
          <bpmn:userTask id="call" name="Call the customer" camunda:candidateGroups="sales">
            <bpmn:documentation>Ask which room the lamp is for, and when we may deliver.</bpmn:documentation>
          </bpmn:userTask>
          <bpmn:endEvent id="end" name="called" />
          <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call" />
          <bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="end" />
        </bpmn:process>
      </bpmn:definitions>
      """;

  private static final String COMPLAINTS =
      """
      wide => {
        const bad = [];
        const root = document.documentElement;
        const name = el => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '') + (el.name ? '[name=' + el.name + ']' : '')
          + (typeof el.className === 'string' && el.className ? '.' + el.className.trim().replace(/\\s+/g, '.') : '');
        if (!document.title.trim()) bad.push('no title');
        if (document.querySelectorAll('h1').length !== 1) bad.push(document.querySelectorAll('h1').length + ' h1');
        for (const key of root.outerHTML.match(/\\?\\?[\\w.-]+\\?\\?/g) || []) bad.push('untranslated ' + key);
        for (const el of document.querySelectorAll('input:not([type=hidden]), select, textarea, button')) {
          const words = [...(el.labels || [])].map(it => it.textContent).join('') + (el.getAttribute('aria-label') || '')
            + (el.getAttribute('aria-labelledby') || '') + (el.tagName === 'BUTTON' ? el.textContent + el.title : '');
          if (el.checkVisibility() && !words.trim()) bad.push('no label: ' + name(el));
        }
        if (!wide && root.scrollWidth > window.innerWidth) {
          const over = [...document.body.querySelectorAll('*')].filter(el => el.getBoundingClientRect().right > window.innerWidth + 1);
          bad.push('scrolls sideways, ' + root.scrollWidth + ' px: ' + over.slice(0, 4).map(name).join(', '));
        }
        if (wide === 'drawing' && root.scrollHeight > window.innerHeight) bad.push('grows beyond the window');
        for (const el of document.querySelectorAll('.rl-card')) {
          if (el.scrollHeight > el.clientHeight + 2) bad.push('a card is cut off: ' + name(el.firstElementChild || el));
        }
        if (document.querySelectorAll('main .rl-empty:not(.rl-empty--small) h2').length > 1) bad.push('says twice that there is nothing');
        return bad;
      }
      """;

  @Autowired private Enrolments enrolments;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> noise = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"en,1440", "en,390", "fr,1440", "fr,390"})
  void areCompleteQuietAndLabelled(String language, int width) {
    publishDiagram(CALL);
    publish("first-steps");
    publish("welcome");
    journeys.saveDraft(
        CALL.replace("call-back", "winter")
            .replace("Call back", "Winter sale")
            .getBytes(StandardCharsets.UTF_8),
        "pia");
    List<ContactId> people = new ArrayList<>();
    for (String name : List.of("Léa", "Tom", "Zoé", "Ines", "Jean-Baptiste", "Ute", "Kim", "Max")) {
      ContactId id =
          subscriber(
              "c-" + (people.size() + 1), (ContactInput it) -> it.attribute("firstName", name));
      people.add(id);
      enrolments.enrol("first-steps", new Enrolments.Entry(id, null, "{}", null));
    }
    enrolments.enrol("call-back", new Enrolments.Entry(people.get(0), null, "{}", null));
    settle();
    get(link(mails("c-1").get(0), "/t/c/"));
    get(link(mails("c-2").get(0), "/t/c/"));
    String unsubscribe = link(mails("c-3").get(0), "/u/");
    moveTo(Duration.ofHours(3));

    try (BrowserContext window = window(language, width, width < 500 ? 844 : 900)) {
      Page page = listenedTo(window);
      look(page, language, width, "login", "/login");
      logIn(page, ADMIN);
      String uploaded = declareTables(page);
      String imported = importAFile(page, "fair.csv", true);
      String mapping = importAFile(page, "mapping.csv", false);
      String ready = enrolAFile(page);
      String run = enrolEveryone(page);
      Map<String, String> pages = pages(imported, unsubscribe);
      pages.put("import-mapping", mapping);
      pages.put("enrolment-ready", ready);
      pages.put("enrolment-done", run);
      pages.put("table-upload", uploaded);
      pages.forEach((name, path) -> look(page, language, width, name, path));
    }
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en,1440", "fr,390"})
  void sayWhatToDoNextWhereNothingIsYet(String language, int width) {
    try (BrowserContext window = window(language, width, width < 500 ? 844 : 900)) {
      Page page = listenedTo(window);
      logIn(page, ADMIN);
      for (String path :
          List.of(
              "journeys",
              "contacts",
              "contacts/import",
              "contacts/duplicates",
              "settings/fields",
              "segments",
              "segments/new",
              "scoring",
              "tasks",
              "operations",
              "inbox",
              "settings/tables")) {
        look(page, language, width, "empty-" + path.replace('/', '-'), "/" + path);
      }
    }
    assertThat(complaints).isEmpty();
  }

  private Map<String, String> pages(String imported, String unsubscribe) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("journeys", "/journeys");
    pages.put("gallery", "/journeys/new");
    pages.put("live", "/journeys/first-steps");
    pages.put("live-unpublished", "/journeys/winter");
    pages.put("studio", "/journeys/first-steps/studio");
    pages.put("enrol", "/journeys/first-steps/enrol");
    pages.put("contacts", "/contacts");
    pages.put("contact", "/contacts/c-1");
    pages.put("contact-score", "/contacts/c-1/score");
    pages.put("scoring", "/scoring");
    pages.put("contact-edit", "/contacts/c-1/edit");
    pages.put("duplicates", "/contacts/duplicates?rule=name");
    pages.put("compare", "/contacts/duplicates/compare?keep=c-1&merge=c-2");
    pages.put("import", "/contacts/import");
    pages.put("import-done", imported);
    pages.put("tasks", "/tasks");
    pages.put("operations", "/operations");
    pages.put("inbox", "/inbox");
    pages.put("inbox-mail", "/inbox/" + mails("c-1").get(0).id());
    pages.put("users", "/settings/users");
    pages.put("tokens", "/settings/tokens");
    pages.put("fields", "/settings/fields");
    pages.put("field", "/settings/fields/firstName");
    pages.put("audit", "/settings/audit?check=true");
    pages.put("tables", "/settings/tables");
    pages.put("table", "/settings/tables/orders?contact=c-1");
    pages.put("table-empty", "/settings/tables/lines");
    pages.put("table-events", "/settings/tables/orders/events?event=OrderPlaced");
    pages.put("table-events-empty", "/settings/tables/lines/events");
    pages.put("contact-tables", "/contacts/c-1/tables");
    pages.put("contact-without-tables", "/contacts/c-2/tables");
    pages.put("search", "/search?q=c-1");
    pages.put("search-nothing", "/search?q=nobody");
    pages.put("missing", "/journeys/no-such-journey");
    pages.put("unsubscribe", unsubscribe);
    return pages;
  }

  /** A file that waits to be confirmed. */
  private String enrolAFile(Page page) {
    page.navigate("/journeys/first-steps/enrol");
    String csv = "externalId;city\nc-1;Lyon\nnobody;Lyon\nc-1;Paris\nn-1;Paris\n";
    page.locator("#file")
        .setInputFiles(
            new FilePayload("spring.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    page.locator("[aria-labelledby=by-file] button[type=submit]").click();
    page.waitForURL("**/enrolment-runs/*");
    return page.url().replaceFirst("http://[^/]+", "");
  }

  /** Everyone; one cannot enter, for a reason that is no fault of the diagram. */
  private String enrolEveryone(Page page) {
    publishDiagram(
        Sketch.journey(
            "rest",
            Sketch.start("start")
                + Sketch.timer("nap", "P2D")
                + Sketch.end("end", "rested")
                + Sketch.flow("start", "nap")
                + Sketch.flow("nap", "end")));
    jdbc.sql("UPDATE contact SET time_zone = 'Mars/Olympus' WHERE external_id = 'c-5'").update();
    page.navigate("/journeys/rest/enrol");
    page.locator("[data-opens=everyone]").click();
    page.locator("dialog#everyone button[type=submit]").click();
    page.waitForURL("**/enrolment-runs/*");
    settle();
    return page.url().replaceFirst("http://[^/]+", "");
  }

  /** By the forms, as an administrator does; the last rows come by file, one of them bad. */
  private String declareTables(Page page) {
    page.navigate("/settings/tables");
    page.fill("#table-name", "orders");
    page.fill("#table-en", "Orders");
    page.fill("#table-fr", "Commandes");
    page.fill("#column-1", "amount");
    page.selectOption("#type-1", "number");
    page.fill("#column-2", "shop");
    page.fill("#column-3", "placed_at");
    page.selectOption("#type-3", "instant");
    page.fill("#time", "placed_at");
    page.locator("[aria-labelledby=new] button[type=submit]").click();
    page.waitForURL("**/settings/tables/orders");
    page.locator("[aria-labelledby=aggregates] summary").click();
    page.fill("#aggregate-name", "total_year");
    page.fill("#aggregate-en", "Spent in a year");
    page.fill("#aggregate-fr", "Dépensé en un an");
    page.selectOption("#function", "sum");
    page.selectOption("#of", "amount");
    page.fill("#days", "365");
    page.selectOption("#filter-1", "shop");
    page.selectOption("#operator-1", "not_equal");
    page.fill("#to-1", "Web");
    page.locator("[aria-labelledby=aggregates] details button[type=submit]").click();
    page.locator("#flash .rl-notice--good").waitFor();
    String csv =
        "key;contact;amount;shop;placed_at\n"
            + "o-1;c-1;45,50;Lyon;2027-02-01T10:00:00Z\n"
            + "o-2;c-1;12;Web;2027-02-03T10:00:00Z\n"
            + "o-3;nobody;12;Web;2027-02-03T10:00:00Z\n";
    page.locator("#file")
        .setInputFiles(
            new FilePayload("orders.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    page.locator("[aria-labelledby=upload] button[type=submit]").click();
    page.waitForURL("**/settings/tables/orders/uploads/*");
    settle();
    String uploaded = page.url().replaceFirst("http://[^/]+", "");
    feed(page);
    page.navigate("/settings/tables");
    page.locator("[aria-labelledby=formulas] summary").click();
    page.fill("#formula-name", "vip");
    page.selectOption("#value-1", "total_year");
    page.selectOption("#operator-1", "at_least");
    page.fill("#to-1", "40");
    page.locator("[aria-labelledby=formulas] details button[type=submit]").click();
    page.locator("#flash .rl-notice--good").waitFor();
    page.fill("#table-name", "lines");
    page.selectOption("#belongs", "table:orders");
    page.locator("[aria-labelledby=new] button[type=submit]").click();
    page.waitForURL("**/settings/tables/lines");
    return uploaded;
  }

  /** An event that feeds the table, and one that does not fit. */
  private void feed(Page page) {
    page.navigate("/settings/tables/orders/events");
    page.fill("#event", "OrderPlaced");
    page.fill("#key", "orderId");
    page.fill("#column-amount", "total");
    page.fill("#column-placed_at", "@occurredAt");
    page.locator("[aria-labelledby=new] button[type=submit]").click();
    page.locator("#flash .rl-notice--good").waitFor();
    tell(contacts.named("c-1").id(), "OrderPlaced", null, Map.of("orderId", "e-1", "total", 30));
    settle();
    tell(
        contacts.named("c-2").id(), "OrderPlaced", null, Map.of("orderId", "e-2", "total", "much"));
    settle();
  }

  /** By the form and the mapping; tried first, and begun if asked. */
  private String importAFile(Page page, String name, boolean begin) {
    page.navigate("/contacts/import");
    String csv =
        "externalId;email;firstName;Prénom\nn-1;n1@example.com;Nora;x\n;lost@example.com;Nils;y\nn-2;nonsense;Nils;\n";
    page.locator("#file")
        .setInputFiles(new FilePayload(name, "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    page.locator("#main form button[type=submit]").first().click();
    page.waitForURL("**/contacts/imports/*");
    page.selectOption("#column-3", "");
    page.locator("#mapping s").first().waitFor();
    page.locator("#mapping button[value=" + (begin ? "start" : "rehearse") + "]").click();
    page.locator("#state").waitFor();
    settle();
    if (!begin) {
      page.locator("#tried").waitFor();
    }
    return page.url().replaceFirst("http://[^/]+", "");
  }

  private Page listenedTo(BrowserContext window) {
    Page page = window.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.text().contains("Content Security")) {
            noise.add(message.text());
          }
        });
    page.onPageError(noise::add);
    return page;
  }

  private void look(Page page, String language, int width, String name, String path) {
    noise.clear();
    Response answer = page.navigate(path);
    page.waitForLoadState(LoadState.LOAD);
    boolean drawing = name.equals("studio");
    if (drawing || name.equals("live")) {
      page.locator(".djs-shape").first().waitFor();
    }
    if (width >= 500 && (name.equals("journeys") || name.equals("gallery"))) {
      page.locator(".rl-thumb img").last().waitFor();
    }
    page.waitForTimeout(250);
    String where = language + "-" + width + "-" + name;
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(!drawing)
            .setPath(PICTURES.resolve(where + ".png")));
    if (answer.status() >= 400) {
      noise.removeIf(line -> line.contains("status of " + answer.status()));
    }
    noise.forEach(line -> complaints.add(where + ": " + line));
    for (Object complaint :
        (List<?>) page.evaluate(COMPLAINTS, drawing ? "drawing" : width > 500)) {
      complaints.add(where + ": " + complaint);
    }
    if (!language.equals(page.locator("html").getAttribute("lang"))) {
      complaints.add(where + ": in another language");
    }
  }
}
