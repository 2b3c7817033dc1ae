package io.relance.content;

import io.relance.runtime.Facts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import liqp.Template;
import liqp.TemplateParser;
import liqp.TemplateParser.ErrorMode;
import liqp.exceptions.LiquidException;
import liqp.filters.Filter;
import liqp.parser.Flavor;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Renders and judges templates that marketers write. A template sees plain data, can include
 * nothing, and is stopped when it takes too long; values are filled in afterwards (see {@link
 * Slots}), so that nothing in them is ever read as Liquid.
 */
@Component
public class Liquid implements DisposableBean {

  /** What a template may speak of. */
  static final Set<String> ROOTS =
      new TreeSet<>(Set.of("contact", "data", "event", "links", "mart"));

  private static final int LARGEST = 262_144;
  private static final int READINGS = 500;

  private final TemplateParser parser = parser();
  private final Watchdog watchdog = new Watchdog();

  private final Map<String, LiquidReading> readings = new Recent<>(READINGS);
  private final Map<String, Deque<Template>> parsed = new Recent<>(READINGS);

  public Liquid() {
    // The first use loads a few hundred classes; no template should pay for that.
    render("{% for item in data.items %}{{ item | upcase }}{% endfor %}", Map.of());
  }

  private static TemplateParser parser() {
    TemplateParser.Builder builder =
        new TemplateParser.Builder()
            .withFlavor(Flavor.LIQUID)
            .withErrorMode(ErrorMode.STRICT)
            .withStrictVariables(false)
            .withShowExceptionsFromInclude(true)
            .withRenderTransformer(new Deadline())
            .withMaxTemplateSizeBytes(2L * LARGEST)
            .withMaxIterations(10_000)
            .withMaxSizeRenderedString(524_288)
            .withNameResolver(
                name -> {
                  throw new IOException("templates include nothing");
                });
    for (Filter filter : LiquidFilters.all()) {
      builder.withFilter(filter);
    }
    return builder.build();
  }

  /** Renders a text of several lines. */
  public String render(String template, Map<String, Object> facts) {
    return render(template, facts, Form.TEXT);
  }

  /**
   * Renders a template for the place it is put.
   *
   * @throws Unrenderable when it breaks a rule, fails, or takes too long
   */
  public String render(String template, Map<String, Object> facts, Form form) {
    LiquidReading reading = read(template);
    if (!reading.flaws().isEmpty()) {
      throw new Unrenderable("the template is wrong: " + reading.flaws());
    }
    if (reading.chunks().isEmpty()) {
      return form.fill(reading.source());
    }
    String filter = form == Form.JSON ? LiquidFilters.SLOT_JSON : LiquidFilters.SLOT_TEXT;
    return form.fill(renderPrepared(template, reading.withSlots(filter), facts));
  }

  /**
   * Renders a text whose values already go into slots; {@code template} is what its author wrote.
   */
  String renderPrepared(String template, String prepared, Map<String, Object> facts) {
    Map<String, Object> plain = Plain.copy(facts);
    return guarded(
        template,
        () -> {
          Template parsed = take(prepared);
          String rendered = parsed.renderUnguarded(new HashMap<>(plain));
          giveBack(prepared, parsed);
          return rendered;
        });
  }

  /**
   * Does the work of several templates in one go, with one limit for all of them.
   *
   * @param name what is not tried again after it took too long twice
   * @throws Unrenderable as {@link #render} does
   */
  <T> T together(String name, Supplier<T> work) {
    return guarded(name, work);
  }

  /** Parsing costs more than rendering; a parsed template can render for one at a time. */
  private Template take(String prepared) {
    synchronized (parsed) {
      Deque<Template> idle = parsed.get(prepared);
      if (idle != null && !idle.isEmpty()) {
        return idle.pop();
      }
    }
    return parser.parse(prepared);
  }

  private void giveBack(String prepared, Template template) {
    synchronized (parsed) {
      parsed.computeIfAbsent(prepared, unknown -> new ArrayDeque<>()).push(template);
    }
  }

  /** What is wrong with a template; empty when it can be rendered. */
  public List<Flaw> problems(String template) {
    return read(template).flaws();
  }

  /** Whether the text is the same whoever it is rendered for: there is no Liquid in it. */
  boolean isPlain(String template) {
    return read(template).chunks().isEmpty();
  }

  /** The roots that a template asks for, and which of the values that are computed for it. */
  public Set<String> roots(String template) {
    Set<String> roots = new HashSet<>(read(template).roots());
    if (roots.contains("mart")) {
      roots.addAll(Facts.mart(template));
    }
    if (roots.contains("contact") && template.contains("preferredChannel")) {
      roots.add(Facts.PREFERRED_CHANNEL);
    }
    return Set.copyOf(roots);
  }

  LiquidReading read(String template) {
    synchronized (readings) {
      LiquidReading known = readings.get(template);
      if (known != null) {
        return known;
      }
    }
    LiquidReading reading = judge(template);
    synchronized (readings) {
      readings.put(template, reading);
    }
    return reading;
  }

  private LiquidReading judge(String template) {
    if (template.length() > LARGEST) {
      return LiquidReading.refused(Flaw.of("too-long", LARGEST));
    }
    try {
      return guarded(
          template,
          () -> {
            LiquidReading reading = LiquidReading.of(Slots.clean(template));
            if (reading.flaws().isEmpty() && !reading.chunks().isEmpty()) {
              Template parsed = parser.parse(reading.source());
              reading.judge(parsed.getParseTree(), ROOTS);
            }
            return reading;
          });
    } catch (Unrenderable e) {
      return LiquidReading.refused(Flaw.of("syntax", String.valueOf(e.getMessage())));
    }
  }

  private <T> T guarded(String template, Supplier<T> work) {
    return watchdog.run(
        template,
        () -> {
          try {
            return work.get();
          } catch (LiquidException e) {
            throw new Unrenderable(String.valueOf(e.getMessage()));
          } catch (StackOverflowError e) {
            throw new Unrenderable("it is nested too deeply");
          }
        });
  }

  /** How many templates are being rendered at this moment. */
  int running() {
    return watchdog.running();
  }

  @Override
  public void destroy() {
    watchdog.stop();
  }
}
