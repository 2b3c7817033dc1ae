package io.relance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a marketer does on the first day, from an empty canvas to the numbers on the diagram. */
@NullUnmarked
class FirstJourneyBrowserTest extends BrowserTest {

  private static final Path PICTURES = Path.of("target", "screenshots");

  private Page page;

  @Test
  void drawsPublishesEnrolsReadsClicksAndCounts() {
    List.of("lea", "tom", "zoe")
        .forEach(id -> subscriber(id, it -> it.attribute("firstName", capital(id))));
    BrowserContext window = window("en", 1440, 900);
    page = window.newPage();

    logIn(page, PUBLISHER);
    beginOnAnEmptyCanvas("Spring lamps");
    draw();
    saved();
    publish();
    enrol("lea", "tom", "zoe");
    settle();

    // everybody has the mail and waits for a click or for two days
    openLive();
    assertThat(left("sendEmail_1")).hasText("3");
    assertThat(inside("waitFirst_1")).hasText("3");
    assertThat(left("end_1")).hasText("0");
    assertThat(left("end_2")).hasText("0");

    readAndClick("lea@example.com");
    assertThat(visits).containsExactly("/lamps?from=mail");
    advance("+1 hour");
    openLive();
    assertThat(inside("waitFirst_1")).hasText("2");
    assertThat(left("waitFor_1")).hasText("1");

    advance("+1 day");
    advance("+1 day");
    openLive();
    assertThat(left("sendEmail_1")).hasText("3");
    assertThat(inside("sendEmail_1")).hasText("0");
    assertThat(inside("waitFirst_1")).hasText("0");
    assertThat(left("wait_1")).hasText("2");
    assertThat(left("sendEmail_2")).hasText("2");
    assertThat(left("end_1")).hasText("1");
    assertThat(left("end_2")).hasText("2");
    theStatisticsSayTheSame();
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve("first-journey-live.png")));

    assertThat(mails("lea")).hasSize(1);
    assertThat(mails("tom")).hasSize(2);
    assertThat(ends("spring-lamps")).isEqualTo(Map.of("engaged", 1L, "reminded", 2L));
    assertTheBooksBalance();
  }

  @AfterEach
  void keepAPictureOfTheEnd() {
    if (page != null) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(PICTURES.resolve("first-journey-end.png")));
    }
  }

  private void beginOnAnEmptyCanvas(String name) {
    link("New journey").first().click();
    page.getByLabel("Name").fill(name);
    button("Draw it").click();
    assertThat(savedState()).hasAttribute("data-state", "saved");
    assertThat(page.getByTestId("hint")).isVisible();
  }

  private void draw() {
    // by mouse: out of the palette onto the canvas, then an arrow to it
    BoundingBox start = shape("start").boundingBox();
    drag(page.getByTestId("palette-send-email"), start.x + 190, start.y + 18);
    assertThat(shape("sendEmail_1")).isVisible();
    select("start");
    pad("connect").click();
    shape("sendEmail_1").click();
    select("sendEmail_1");
    fill("name", "Welcome");
    fill("subject", "Hello {{ contact.firstName }}");
    fill("body", "Look at [our lamps](http://shop.example/lamps?from=mail \"lamps\").");

    // by keyboard: what is appended stands behind what is selected
    page.getByTestId("palette-wait-race").press("Enter");
    assertThat(shape("waitFor_1")).isVisible();
    select("waitFor_1");
    assertThat(field("message-kind")).hasValue("click");
    assertThat(field("message-step")).hasValue("sendEmail_1");
    append("end");
    fill("name", "engaged");

    select("wait_1");
    assertThat(field("amount")).hasValue("2");
    assertThat(field("unit")).hasValue("days");
    append("send-email");
    fill("name", "Reminder");
    fill("subject", "Did it get lost?");
    fill("body", "Here is [our guide](http://shop.example/guide).");
    append("end");
    fill("name", "reminded");
  }

  private void saved() {
    assertThat(savedState()).hasAttribute("data-state", "saved");
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("first-journey.png")));
    page.reload();
    assertThat(shape("end_2")).isVisible();
    select("sendEmail_1");
    assertThat(field("subject")).hasValue("Hello {{ contact.firstName }}");
  }

  private void publish() {
    page.getByTestId("publish").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Publish version 1?");
    page.getByTestId("publish-confirm").click();
    link("See it live").click();
    assertThat(heading("Spring lamps")).isVisible();
  }

  private void enrol(String... contacts) {
    link("Enrol contacts").first().click();
    page.getByLabel("Contacts", new Page.GetByLabelOptions().setExact(true))
        .fill(String.join("\n", contacts));
    page.locator("form:has(#contacts) button[type=submit]").click();
    for (String contact : contacts) {
      assertThat(row(contact)).containsText("entered");
    }
  }

  private void readAndClick(String address) {
    link("Inbox").click();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(address)).click();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("Hello Lea");
    Locator tracked =
        page.frameLocator("iframe")
            .getByRole(
                AriaRole.LINK,
                new com.microsoft.playwright.FrameLocator.GetByRoleOptions().setName("our lamps"));
    assertThat(tracked).hasAttribute("href", Pattern.compile("^http://localhost/t/c/"));
    Page shop = page.waitForPopup(tracked::click);
    shop.waitForURL("http://shop.example/lamps?from=mail");
    assertThat(shop.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Shop")))
        .isVisible();
    shop.close();
  }

  private void advance(String by) {
    Locator machine = page.locator("#time-machine");
    machine.locator("summary").click();
    machine
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(by).setExact(true))
        .click();
    assertThat(page.locator("#flash")).containsText("Time has moved");
  }

  private void openLive() {
    link("Journeys").first().click();
    page.getByRole(AriaRole.ROW)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Spring lamps"))
        .first()
        .click();
    assertThat(heading("Spring lamps")).isVisible();
  }

  private void theStatisticsSayTheSame() {
    assertThat(number("Entered")).hasText("3");
    assertThat(number("Waiting")).hasText("0");
    assertThat(number("Queued")).hasText("0");
    assertThat(number("Incidents")).hasText("0");
    assertThat(number("Ended")).hasText("3");
    assertThat(row("engaged").locator("td").first()).hasText("1");
    assertThat(row("reminded").locator("td").first()).hasText("2");
    assertThat(row(Pattern.compile("^E-?mail", Pattern.CASE_INSENSITIVE)).locator("td").first())
        .hasText("5");
  }

  // ------------------------------------------------------------------ the studio's canvas

  private Locator shape(String id) {
    return page.locator("#relance-studio .djs-shape[data-element-id='" + id + "'] > .djs-hit")
        .first();
  }

  /** By a click; the canvas takes none in the first moment after something was dropped. */
  private void select(String id) {
    Locator selected = page.locator(".djs-shape.selected[data-element-id='" + id + "']");
    for (int attempt = 0; attempt < 5 && selected.count() == 0; attempt++) {
      page.waitForTimeout(attempt * 200);
      shape(id).click(new Locator.ClickOptions().setForce(true));
    }
    assertThat(selected).isVisible();
  }

  private Locator pad(String action) {
    return page.locator(".djs-context-pad.open [data-action='" + action + "']");
  }

  private void append(String step) {
    pad("append").click();
    page.getByTestId("append-" + step).click();
  }

  private void drag(Locator from, double x, double y) {
    from.hover();
    page.mouse().down();
    page.mouse().move(x, y, new com.microsoft.playwright.Mouse.MoveOptions().setSteps(8));
    page.mouse().up();
  }

  private Locator field(String name) {
    return page.getByTestId("field-" + name);
  }

  private void fill(String field, String text) {
    field(field).fill(text);
    field(field).blur();
  }

  private Locator savedState() {
    return page.getByTestId("saved-state");
  }

  // ------------------------------------------------------------------ the pages

  private Locator inside(String step) {
    return page.getByTestId("inside-" + step);
  }

  private Locator left(String step) {
    return page.getByTestId("left-" + step);
  }

  private Locator number(String title) {
    return page.locator("#numbers dl > div")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByText(title, new Page.GetByTextOptions().setExact(true))))
        .locator("dd");
  }

  private Locator row(String header) {
    return row(Pattern.compile("^" + header + "$"));
  }

  private Locator row(Pattern header) {
    return page.locator("#main")
        .getByRole(AriaRole.ROW)
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(
                        AriaRole.ROWHEADER, new Page.GetByRoleOptions().setName(header))));
  }

  private Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private static String capital(String id) {
    return Character.toUpperCase(id.charAt(0)) + id.substring(1);
  }
}
