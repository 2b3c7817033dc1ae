package io.relance.content;

import io.relance.runtime.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Judges texts before they are published. */
@Component
public class Proofreader {

  private static final Pattern BRACKETS =
      Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

  private final Liquid liquid;
  private final ContentSettings settings;

  Proofreader(Liquid liquid, ContentSettings settings) {
    this.liquid = liquid;
    this.settings = settings;
  }

  /** What is wrong with a field that holds Liquid. */
  public List<Flaw> text(String template) {
    return liquid.problems(template);
  }

  /** What is wrong with the body of an e-mail. */
  public List<Flaw> body(String markdown) {
    Body body = new Body(markdown, liquid);
    List<Flaw> flaws = new ArrayList<>(body.flaws());
    for (Link link : body.links()) {
      if (leadsToOurselves(link.destination())) {
        flaws.add(Flaw.of("link-loop", link.destination()));
      }
    }
    return flaws;
  }

  /** What is wrong with the address of a webhook. */
  public List<Flaw> url(String template) {
    List<Flaw> flaws = new ArrayList<>(liquid.problems(template));
    if (!WebAddress.isFixed(template.strip())) {
      flaws.add(Flaw.of("link-host", template));
    }
    return flaws;
  }

  /**
   * What is wrong with a field that holds Liquid, its values of {@code mart} included.
   *
   * @param mart the aggregates and formulas that there are
   */
  public List<Flaw> text(String template, Set<String> mart) {
    return and(text(template), template, mart);
  }

  /** What is wrong with the body of an e-mail, its values of {@code mart} included. */
  public List<Flaw> body(String markdown, Set<String> mart) {
    return and(body(markdown), markdown, mart);
  }

  /** What is wrong with the address of a webhook, its values of {@code mart} included. */
  public List<Flaw> url(String template, Set<String> mart) {
    return and(url(template), template, mart);
  }

  /** A name that nobody declared would be empty in every message, and nobody would notice. */
  private static List<Flaw> and(List<Flaw> flaws, String template, Set<String> mart) {
    List<Flaw> all = new ArrayList<>(flaws);
    for (String asked : new TreeSet<>(Facts.mart(spoken(template)))) {
      String name = asked.substring("mart.".length());
      if (!name.equals("*") && !mart.contains(name)) {
        all.add(Flaw.of("mart", name));
      }
    }
    return all;
  }

  /** What stands in Liquid's brackets, without the texts that are quoted there. */
  private static String spoken(String template) {
    StringBuilder spoken = new StringBuilder();
    Matcher brackets = BRACKETS.matcher(template);
    while (brackets.find()) {
      spoken.append(QUOTED.matcher(brackets.group()).replaceAll("''")).append(' ');
    }
    return spoken.toString();
  }

  /** A link to one of our own redirects would go round in circles. */
  private boolean leadsToOurselves(String destination) {
    String own = settings.publicUrl() + "/";
    return destination.regionMatches(true, 0, own, 0, own.length())
        && destination.substring(own.length()).matches("(t|u)/.*");
  }
}
