package io.relance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.relance.core.ContactId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A marketer writes rules as a table, tests them, and a publisher puts them in force. */
@NullUnmarked
class ScoringBrowserTest extends BrowserTest {

  private final List<String> noise = new ArrayList<>();

  private Page page(BrowserContext window) {
    Page page = window.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("status of 4")) {
            noise.add(message.text());
          }
        });
    page.onPageError(noise::add);
    logIn(page, PUBLISHER);
    page.navigate("/scoring");
    page.locator("#scoring[data-ready]").waitFor();
    return page;
  }

  private static Locator cell(Page page, String path) {
    return page.locator("[data-path='" + path + "']");
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", name + ".png")));
  }

  private static void fits(Page page) {
    Assertions.assertThat(
            (Integer) page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        .isLessThanOrEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({"en,1440", "fr,390"})
  void rulesAreWrittenTestedAndPutInForce(String language, int width) {
    ContactId ada = subscriber("ada", it -> it);
    try (BrowserContext window = window(language, width, 900)) {
      Page page = page(window);
      picture(page, language + "-" + width + "-scoring-empty");
      fits(page);
      page.locator("#score-add-row").click();
      cell(page, "rows[0].event").fill("PageViewed");
      cell(page, "rows[0].points").fill("15");
      cell(page, "rows[0].why").fill("Looked at prices");
      page.locator("#score-add-column").click();
      cell(page, "columns[0].name").fill("page");
      cell(page, "rows[0].cells[0]").fill(">=");
      page.locator("#score-save").click();
      assertThat(page.locator("[data-problem='rows[0].cells[0]']")).isVisible();
      assertThat(cell(page, "rows[0].cells[0]")).isFocused();
      assertThat(page.locator("#score-status")).hasClass("rl-small rl-bad-text");
      picture(page, language + "-" + width + "-scoring-problem");

      cell(page, "rows[0].cells[0]").fill("/pricing");
      cell(page, "rows[0].cells[0]").press("Enter");
      assertThat(cell(page, "rows[1].cells[0]")).isFocused();
      cell(page, "rows[1].event").fill("Webinar");
      cell(page, "rows[1].points").fill("30");
      cell(page, "rows[1].points").press("Alt+ArrowUp");
      assertThat(cell(page, "rows[0].event")).hasValue("Webinar");
      assertThat(cell(page, "rows[0].points")).isFocused();
      page.locator("#idle-days").fill("30");
      page.locator("#idle-points").fill("10");
      page.locator("#score-add-example").click();
      cell(page, "examples[0].event").fill("PageViewed");
      cell(page, "examples[0].points").fill("20");
      cell(page, "examples[0].properties").fill("page = /pricing");
      page.locator("#score-test").click();
      assertThat(page.locator("[data-result='0'] .rl-chip--bad")).isVisible();
      assertThat(cell(page, "rows[1].cells[0]")).hasValue("\"/pricing\"");

      page.locator("[data-opens=publish]").click();
      page.locator("#score-publish").click();
      assertThat(page.locator("#score-status"))
          .containsText(language.equals("fr") ? "Non publié" : "Not published");
      cell(page, "examples[0].points").fill("15");
      page.locator("[data-opens=publish]").click();
      page.locator("#score-publish").click();
      page.locator("#scoring[data-ready]").waitFor();
      assertThat(page.locator("[aria-labelledby=versions-title] .rl-chip--good")).hasCount(1);
      assertThat(cell(page, "rows[1].why")).hasValue("Looked at prices");
      assertThat(cell(page, "examples[0].properties")).hasValue("page = /pricing");
      page.fill("#threshold-name", "Hot");
      page.fill("#threshold-key", "hot");
      page.fill("#threshold-points", "40");
      page.locator("[aria-labelledby=thresholds-title] form button.btn").last().click();
      page.locator("#flash .rl-notice--good").waitFor();
      page.locator("#scoring[data-ready]").waitFor();
      picture(page, language + "-" + width + "-scoring");
      fits(page);

      tell(ada, "Webinar", null, Map.of());
      settle();
      tell(ada, "PageViewed", null, Map.of("page", "/pricing"));
      settle();
      page.navigate("/contacts/ada");
      assertThat(page.locator("[aria-labelledby=score] .rl-list li")).hasCount(2);
      assertThat(page.locator("[aria-labelledby=score]")).containsText("Looked at prices");
      assertThat(page.locator(".rl-timeline"))
          .containsText(language.equals("fr") ? "Score atteint" : "Score reached");
      picture(page, language + "-" + width + "-contact-with-score");
      fits(page);
      page.navigate("/contacts/ada/score");
      page.fill("#points", "-5");
      page.fill("#why", "Talked to her");
      page.locator("[aria-labelledby=correct] button").click();
      page.locator("#flash .rl-notice--good").waitFor();
      assertThat(page.locator("[aria-labelledby=ledger] .rl-list li")).hasCount(3);
      picture(page, language + "-" + width + "-contact-score");
      fits(page);
    }
    Assertions.assertThat(noise).isEmpty();
  }

  @Test
  void aFileIsUploadedAndRowsAndColumnsAreMovedAndRemoved() {
    try (BrowserContext window = window("en", 1280, 900)) {
      Page page = page(window);
      page.locator("#score-add-row").click();
      cell(page, "rows[0].event").fill("Bought");
      cell(page, "rows[0].points").fill("1");
      page.locator("#score-add-column").click();
      cell(page, "columns[0].name").fill("one");
      page.locator("#score-add-column").click();
      cell(page, "columns[1].name").fill("two");
      cell(page, "rows[0].cells[1]").fill("second");
      page.locator("#score-grid thead th").nth(3).locator("button").first().click();
      assertThat(cell(page, "columns[0].name")).hasValue("two");
      assertThat(cell(page, "rows[0].cells[0]")).hasValue("second");
      page.locator("#score-grid thead th").nth(3).locator("button").last().click();
      page.locator("#score-save").click();
      assertThat(page.locator("#score-status")).containsText("revision 1");

      page.locator("[data-opens=upload]").evaluate("it => it.click()");
      page.locator("#score-file")
          .setInputFiles(
              new FilePayload(
                  "bad.dmn", "application/xml", "<x/>".getBytes(StandardCharsets.UTF_8)));
      page.locator("#score-upload").click();
      assertThat(page.locator("#score-status")).hasClass("rl-small rl-bad-text");
      String good = io.relance.score.ScoreFiles.with("Sold", 7);
      page.locator("[data-opens=upload]").evaluate("it => it.click()");
      page.locator("#score-file")
          .setInputFiles(
              new FilePayload(
                  "good.dmn", "application/xml", good.getBytes(StandardCharsets.UTF_8)));
      page.locator("#score-upload").click();
      assertThat(page.locator("#score-status")).containsText("good.dmn");
      assertThat(cell(page, "rows[0].event")).hasValue("\"Sold\"");
      page.locator("#score-grid tbody tr").first().locator("button").last().click();
      assertThat(page.locator("#score-grid tbody tr")).hasCount(0);
    }
    Assertions.assertThat(noise).isEmpty();
  }
}
