package io.relance.journey;

import io.relance.journey.check.Diagram;
import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.DiagramCheck;
import io.relance.messaging.StepInputs;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The published diagrams, read once each: a published version never changes. */
@Component
public class Versions implements StepInputs {

  private final JourneyTable table;
  private final JdbcClient jdbc;
  private final DiagramCheck check = new DiagramCheck();
  private final Map<Key, Version> known = new ConcurrentHashMap<>();

  Versions(JourneyTable table, JdbcClient jdbc) {
    this.table = table;
    this.jdbc = jdbc;
  }

  private record Key(String journey, int version) {}

  /** A published version: its diagram and its name in the engine. */
  public record Version(Diagram diagram, int version, String processDefinitionId) {

    /**
     * Where a walk begins: at the start for this event, or at the one without event, or at the
     * first there is.
     */
    String start(@Nullable String event) {
      return diagram.steps().stream()
          .filter(step -> step.kind() == Kind.START && step.scope().equals(diagram.key()))
          .min(
              java.util.Comparator.comparingInt(
                  step -> {
                    if (event != null && event.equals(step.message())) {
                      return 0;
                    }
                    return step.message() == null ? 1 : 2;
                  }))
          .map(Diagram.Step::id)
          .orElseThrow(
              () ->
                  new IllegalStateException("a published diagram has no start: " + diagram.key()));
    }
  }

  /** The version, or null when there is no such. */
  public @Nullable Version find(String journey, int version) {
    Version found = known.get(new Key(journey, version));
    return found != null ? found : load(new Key(journey, version));
  }

  private @Nullable Version load(Key key) {
    byte[] bpmn = table.bpmn(key.journey(), key.version());
    if (bpmn == null) {
      return null;
    }
    Diagram diagram = check.check(bpmn).diagram();
    if (diagram == null) {
      throw new IllegalStateException(
          "the published version "
              + key.version()
              + " of '"
              + key.journey()
              + "' is outside today's vocabulary");
    }
    String definition =
        jdbc.sql(
                "SELECT process_definition_id FROM journey_version WHERE journey_key = :key AND version = :version")
            .param("key", key.journey())
            .param("version", key.version())
            .query(String.class)
            .single();
    Version version = new Version(diagram, key.version(), definition);
    known.put(key, version);
    return version;
  }

  @Override
  public Map<String, String> of(String journey, int version, String step) {
    Version found = find(journey, version);
    return found == null
        ? Map.of()
        : found.diagram().step(step).map(Diagram.Step::inputs).orElse(Map.of());
  }
}
