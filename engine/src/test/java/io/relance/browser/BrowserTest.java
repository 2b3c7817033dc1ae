package io.relance.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import io.relance.RelanceTest;
import io.relance.access.Role;
import io.relance.access.Users;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A real browser in front of the whole application. What the application calls {@code
 * http://localhost} leads to its random port, and {@code http://shop.example} to a page of this
 * test; nothing else can be reached.
 */
@ExtendWith(Chromium.class)
@NullUnmarked
abstract class BrowserTest extends RelanceTest {

  protected static final String PUBLISHER = "pia";
  protected static final String ADMIN = "ada";
  private static final String PASSWORD = "a password for tests";

  @Autowired private Users users;

  private HttpServer shop;
  private Playwright playwright;
  protected Browser browser;

  /** Where readers of mail were led to in the shop. */
  protected final List<String> visits = new CopyOnWriteArrayList<>();

  @BeforeEach
  void startTheBrowser() throws IOException {
    if (!users.exists(PUBLISHER)) {
      users.create(PUBLISHER, "Pia Publisher", Role.PUBLISHER, PASSWORD);
    }
    if (!users.exists(ADMIN)) {
      users.create(ADMIN, "Ada Admin", Role.ADMIN, PASSWORD);
    }
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals("/favicon.ico")) {
            visits.add(exchange.getRequestURI().toString());
          }
          byte[] page = "<title>Shop</title><h1>Shop</h1>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    shop.start();
    playwright = Chromium.playwright();
    browser =
        Chromium.start(
            playwright,
            List.of(
                "MAP localhost:80 127.0.0.1:" + port,
                "MAP shop.example:80 127.0.0.1:" + shop.getAddress().getPort()));
  }

  @AfterEach
  void stopTheBrowser() {
    playwright.close();
    shop.stop(0);
  }

  /** A window of somebody in Paris. */
  protected BrowserContext window(String language, int width, int height) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL("http://localhost:" + port)
                .setLocale(language.equals("fr") ? "fr-FR" : "en-GB")
                .setTimezoneId("Europe/Paris")
                .setViewportSize(width, height));
    context.setDefaultTimeout(15_000);
    return context;
  }

  /** Logs in by the form. */
  protected void logIn(Page page, String name) {
    page.navigate("/login");
    page.locator("input[autocomplete=username]").fill(name);
    page.locator("input[autocomplete=current-password]").fill(PASSWORD);
    page.getByRole(AriaRole.MAIN).locator("button[type=submit]").first().click();
    page.waitForURL("**/journeys");
  }
}
