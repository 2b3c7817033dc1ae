package io.relance.journey;

import io.relance.action.JourneyEntry;
import io.relance.journey.Enrolments.Entry;
import io.relance.process.Step;
import io.relance.process.StepCatalogue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The door that the step "Start another journey" opens; the data of the present walk go along. */
@Component
class StepEntry implements JourneyEntry {

  private final Enrolments enrolments;
  private final JdbcClient jdbc;

  StepEntry(Enrolments enrolments, JdbcClient jdbc) {
    this.enrolments = enrolments;
    this.jdbc = jdbc;
  }

  @Override
  public String enter(Step step, String journey) {
    String data =
        jdbc.sql("SELECT data FROM enrolment WHERE process_instance_id = :instance")
            .param("instance", step.processInstanceId())
            .query(String.class)
            .optional()
            .orElse("{}");
    return enrolments
        .enrol(journey, new Entry(step.businessKey().contact(), null, data, null))
        .map(key -> StepCatalogue.ENTERED)
        .orElse(StepCatalogue.ALREADY_INSIDE);
  }
}
