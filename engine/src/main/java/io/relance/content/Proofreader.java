package io.relance.content;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Judges texts before they are published. */
@Component
public class Proofreader {

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
    Body body = new Body(liquid.read(markdown));
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

  /** A link to one of our own redirects would go round in circles. */
  private boolean leadsToOurselves(String destination) {
    String own = settings.publicUrl() + "/";
    return destination.regionMatches(true, 0, own, 0, own.length())
        && destination.substring(own.length()).matches("(t|u)/.*");
  }
}
