package io.relance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A marketer puts a rule together and sees at each step whom it leaves. */
@NullUnmarked
class SegmentBuilderBrowserTest extends BrowserTest {

  private final List<String> noise = new ArrayList<>();

  @BeforeEach
  void people() {
    for (int i = 0; i < 12; i++) {
      String city = i % 2 == 0 ? "Lyon" : "Paris";
      int points = i;
      subscriber(
          "c-" + i,
          (io.relance.contact.ContactInput it) ->
              it.attribute("city", city).attribute("points", points));
    }
  }

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
    return page;
  }

  private static void ready(Page page) {
    page.locator("#segment[data-ready]").waitFor();
  }

  private static void shows(Page page, String count, String chain) {
    PlaywrightAssertions.assertThat(page.locator("#segment-chain")).hasText(chain);
    PlaywrightAssertions.assertThat(page.locator("#segment-count")).hasText(count);
  }

  @ParameterizedTest
  @CsvSource({"en,1440", "fr,390"})
  void theNumbersFollowTheRule(String language, int width) {
    try (BrowserContext window = window(language, width, 900)) {
      Page page = page(window);
      page.navigate("/segments/new");
      ready(page);
      Locator rows = page.locator(".rl-rule-row");
      rows.nth(0).locator("select").nth(0).selectOption("field");
      rows.nth(0).locator("select").nth(1).selectOption("attributes.city");
      rows.nth(0).locator("input").fill("Lyon");
      shows(page, "6", "12 → 6");
      page.locator("[data-adds=condition]").click();
      assertThat(page.evaluate("document.activeElement.dataset.first")).isEqualTo("");
      rows.nth(1).locator("select").nth(0).selectOption("field");
      rows.nth(1).locator("select").nth(1).selectOption("attributes.points");
      rows.nth(1).locator("select").nth(2).selectOption("atLeast");
      rows.nth(1).locator("input").fill("4");
      shows(page, "4", "12 → 6 → 4");
      PlaywrightAssertions.assertThat(rows.nth(1).locator(".rl-rule-count")).hasText("4");
      page.locator("[data-adds=group]").click();
      rows.nth(2).locator("select").nth(0).selectOption("consent");
      shows(page, "4", "12 → 6 → 4 → 4");
      rows.nth(2).locator("select").nth(1).selectOption("no");
      shows(page, "0", "12 → 6 → 4 → 0");
      rows.nth(2).locator("select").nth(1).selectOption("yes");
      shows(page, "4", "12 → 6 → 4 → 4");
      PlaywrightAssertions.assertThat(page.locator("#segment-sample li")).hasCount(4);
      assertThat(page.locator("#segment-sample a").first().getAttribute("href"))
          .isEqualTo("/contacts/c-10");

      page.locator(
              "button[type=submit]",
              new Page.LocatorOptions().setHasText(language.equals("fr") ? "Enregistrer" : "Save"))
          .click();
      PlaywrightAssertions.assertThat(page.locator("#segment-saved"))
          .hasClass("rl-small rl-bad-text");
      page.locator("#segment-name").fill("Lyon, active");
      page.locator("#segment-name").press("Enter");
      page.waitForURL("**/segments/lyon-active");
      ready(page);
      shows(page, "4", "12 → 6 → 4 → 4");
      assertThat(
              (Integer) page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
          .isLessThanOrEqualTo(0);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target", "screenshots", language + "-" + width + "-segment.png")));
      rows.nth(0).locator("input").fill("Paris");
      shows(page, "4", "12 → 6 → 4 → 4");
      page.locator("#segment-name").press("Enter");
      PlaywrightAssertions.assertThat(page.locator("#segment-saved")).containsText("version 2");

      page.navigate("/segments");
      PlaywrightAssertions.assertThat(page.locator("tbody .rl-number").first()).hasText("4");
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target", "screenshots", language + "-" + width + "-segments.png")));
    }
    assertThat(noise).isEmpty();
  }

  @Test
  void whatIsWrongStandsBesideItsCondition() {
    try (BrowserContext window = window("en", 1280, 900)) {
      Page page = page(window);
      page.navigate("/segments/new");
      ready(page);
      Locator row = page.locator(".rl-rule-row").first();
      row.locator("select").nth(0).selectOption("event");
      PlaywrightAssertions.assertThat(row.locator(".rl-rule-problem"))
          .hasText("Something must be filled in here.");
      row.locator("input").first().fill("order.paid");
      PlaywrightAssertions.assertThat(row.locator(".rl-rule-problem")).isHidden();
      shows(page, "0", "12 → 0");
    }
    assertThat(noise).isEmpty();
  }

  @Test
  void aListIsFilledByNames() {
    try (BrowserContext window = window("en", 390, 844)) {
      Page page = page(window);
      page.navigate("/segments");
      page.locator("[data-opens=new-list]").click();
      page.locator("#list-name").fill("Press");
      page.locator("#list-name").press("Enter");
      page.waitForURL("**/segments/press");
      page.locator("#contacts").fill("c-1\nc-2\nnobody");
      page.locator("button[value=add]").click();
      PlaywrightAssertions.assertThat(page.locator("#flash")).containsText("2 contacts were added");
      PlaywrightAssertions.assertThat(page.locator("#flash")).containsText("nobody");
      page.locator("#contacts").fill("c-1");
      page.locator("button[value=remove]").click();
      PlaywrightAssertions.assertThat(page.locator(".rl-list li")).hasCount(1);
      page.locator("[data-opens=delete]").click();
      page.locator("dialog#delete button[type=submit]").click();
      page.waitForURL("**/segments");
    }
    assertThat(noise).isEmpty();
  }
}
