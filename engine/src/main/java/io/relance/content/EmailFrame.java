package io.relance.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** The page that every e-mail stands on; its HTML is a resource, so that it can be redrawn. */
final class EmailFrame {

  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");
  private static final Frame PAGE = Frame.of(resource("email.html"));
  private static final Frame FOOTER = Frame.of(resource("email-footer.html"));
  private static final String[] BUTTON = resource("email-button.html").split("\\$\\{text}", 2);
  private static final Frame BEFORE_TEXT = Frame.of(BUTTON[0]);
  private static final Frame AFTER_TEXT = Frame.of(BUTTON[1]);

  private EmailFrame() {}

  /** What stands before and after the words of a button. */
  record ButtonParts(String before, String after) {}

  static String page(Map<String, String> html) {
    return PAGE.fill(html);
  }

  static String footer(Map<String, String> html) {
    return FOOTER.fill(html);
  }

  static ButtonParts button(String address) {
    Map<String, String> html = Map.of("address", HtmlUtils.htmlEscape(address, "UTF-8"));
    return new ButtonParts(BEFORE_TEXT.fill(html), AFTER_TEXT.fill(html));
  }

  /**
   * A text with places to fill, taken apart once.
   *
   * @param between what stands before each place, and after the last one
   * @param places their names
   */
  private record Frame(List<String> between, List<String> places) {

    static Frame of(String template) {
      List<String> between = new ArrayList<>();
      List<String> places = new ArrayList<>();
      Matcher place = PLACE.matcher(template);
      int done = 0;
      while (place.find()) {
        between.add(template.substring(done, place.start()));
        places.add(place.group(1));
        done = place.end();
      }
      between.add(template.substring(done));
      return new Frame(List.copyOf(between), List.copyOf(places));
    }

    String fill(Map<String, String> html) {
      StringBuilder filled = new StringBuilder();
      for (int i = 0; i < places.size(); i++) {
        filled.append(between.get(i)).append(html.getOrDefault(places.get(i), ""));
      }
      return filled.append(between.get(places.size())).toString();
    }
  }

  private static String resource(String name) {
    try {
      return new ClassPathResource("content/" + name)
          .getContentAsString(StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
