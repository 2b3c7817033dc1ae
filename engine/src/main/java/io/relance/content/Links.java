package io.relance.content;

import io.relance.messaging.StepInputs;
import io.relance.runtime.Facts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The counted links of e-mails, and where they lead. */
@Component
public class Links {

  private static final Logger log = LoggerFactory.getLogger(Links.class);

  private final Liquid liquid;
  private final StepInputs steps;
  private final Facts facts;

  Links(Liquid liquid, StepInputs steps, Facts facts) {
    this.liquid = liquid;
    this.steps = steps;
    this.facts = facts;
  }

  /** Where a link leads for one contact. */
  public record Destination(Link link, URI address) {}

  /** The links of a body, in its order. */
  public List<Link> of(String body) {
    return new Body(liquid.read(body)).links();
  }

  /**
   * Where a link of a published step leads now. The template decides where to; values only fill
   * parts of its path or query, and are left empty when the walk is gone.
   */
  public Optional<Destination> destination(
      String journey, int version, String step, int number, String processInstanceId) {
    String body = steps.of(journey, version, step).getOrDefault("body", "");
    return of(body).stream()
        .filter(link -> link.number() == number)
        .findFirst()
        .flatMap(link -> resolve(link, processInstanceId));
  }

  private Optional<Destination> resolve(Link link, String processInstanceId) {
    Set<String> roots = liquid.roots(link.destination());
    try {
      Map<String, Object> known = roots.isEmpty() ? Map.of() : facts.of(processInstanceId, roots);
      String address = liquid.render(link.destination(), known, Form.URL);
      return Optional.of(new Destination(link, URI.create(address.replace(" ", "%20"))));
    } catch (Unrenderable | IllegalArgumentException e) {
      log.warn("link {} of a message leads nowhere: {}", link.number(), e.getMessage());
      return Optional.empty();
    }
  }
}
