package io.relance.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Sketch;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import io.relance.runtime.Pump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Points for what contacts do: given once, told once when they cross a threshold, fading away. */
@NullUnmarked
class ScoringTest extends ScoreTest {

  @Autowired private Enrolments enrolments;
  @Autowired private Published published;
  @Autowired private List<Pump> pumps;

  private List<ContactId> leads(int count) {
    List<ContactId> leads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String job = i % 4 == 0 ? "CTO" : "Clerk";
      leads.add(subscriber("lead-" + i, input -> input.attribute("jobTitle", job)));
    }
    return leads;
  }

  private void waitingFor(String key, String message) {
    publishDiagram(
        Sketch.waitingFor(key, "crossed").replace("name=\"crossed\"", "name=\"" + message + "\""));
  }

  /** S5 in the small: who crosses leaves the mails, who does not gets to their end. */
  @Test
  void leadsThatCrossTheThresholdAreHandedOverOnce() {
    jobTitles();
    publishTable(S5);
    threshold("mql", 60);
    waitingFor("nurture", "ScoreThresholdCrossed:mql");
    List<ContactId> leads = leads(20);
    leads.forEach(lead -> enrolments.enrol("nurture", new Entry(lead, null, "{}", null)));
    leads.forEach(lead -> tell(lead, "LeadCreated", null, Map.of()));
    settle();
    for (ContactId lead : leads.subList(0, 10)) {
      tell(lead, "Webinar", null, Map.of());
      tell(lead, "WhitePaper", null, Map.of());
      tell(lead, "PageViewed", null, Map.of("page", "/home"));
    }
    settle();
    // 50, and 60 for the three whose job is a target: these have reached the threshold
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:mql", 3L));
    leads
        .subList(0, 10)
        .forEach(lead -> tell(lead, "PageViewed", null, Map.of("page", "/pricing")));
    settle();
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:mql", 10L));
    moveTo(Duration.ofDays(3));
    assertThat(ends("nurture")).isEqualTo(Map.of("happened", 10L, "late", 10L));
    assertThat(score(leads.get(0))).isEqualTo(75);
    assertThat(score(leads.get(1))).isEqualTo(65);
    assertThat(score(leads.get(12))).isEqualTo(10);
    assertThat(score(leads.get(13))).isZero();
    assertTheLedgerBalances();

    // a month without activity: below the threshold, and over it again with a click
    moveTo(Duration.ofDays(32));
    assertThat(score(leads.get(1))).isEqualTo(55);
    assertThat(told().get("ScoreThresholdLeft:mql")).isEqualTo(7L);
    tell(leads.get(1), "LinkClicked", null, Map.of());
    settle();
    assertThat(score(leads.get(1))).isEqualTo(60);
    assertThat(told().get("ScoreThresholdCrossed:mql")).isEqualTo(11L);
    assertThat(ends("nurture")).isEqualTo(Map.of("happened", 10L, "late", 10L));
    assertTheLedgerBalances();
    assertTheBooksBalance();
  }

  @Test
  void oneEventReachesThoseWhoWaitForAnyThresholdAndForThisOne() {
    threshold("hot", 10);
    threshold("hotter", 20);
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 12}]}");
    waitingFor("any", "ScoreThresholdCrossed");
    waitingFor("hot", "ScoreThresholdCrossed:hot");
    waitingFor("hotter", "ScoreThresholdCrossed:hotter");
    ContactId ada = subscriber("ada", it -> it);
    for (String journey : List.of("any", "hot", "hotter")) {
      enrolments.enrol(journey, new Entry(ada, null, "{}", null));
    }
    settle();
    tell(ada, "Bought", null, Map.of());
    settle();
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:hot", 1L));
    moveTo(Duration.ofDays(3));
    assertThat(ends("any")).isEqualTo(Map.of("happened", 1L));
    assertThat(ends("hot")).isEqualTo(Map.of("happened", 1L));
    assertThat(ends("hotter")).isEqualTo(Map.of("late", 1L));
    assertThat(
            jdbc.sql(
                    "SELECT properties ->> 'before' || '→' || (properties ->> 'after') FROM event WHERE source = 'score'")
                .query(String.class)
                .list())
        .containsExactly("0→12");
  }

  @Test
  void aCrossingStartsAJourneyUnderEitherName() {
    threshold("hot", 10);
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 12}]}");
    for (String message : List.of("ScoreThresholdCrossed", "ScoreThresholdCrossed:hot")) {
      String key = message.contains(":") ? "one" : "any";
      publishDiagram(
          Sketch.journey(
                  key,
                  "<bpmn:startEvent id=\"start\"><bpmn:messageEventDefinition messageRef=\"Message_m\" /></bpmn:startEvent>"
                      + Sketch.end("end", "done")
                      + Sketch.flow("start", "end"),
                  "m")
              .replace("name=\"m\"", "name=\"" + message + "\""));
    }
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of());
    settle();
    assertThat(ends("any")).isEqualTo(Map.of("done", 1L));
    assertThat(ends("one")).isEqualTo(Map.of("done", 1L));
  }

  /** The token begins to wait after the crossing: the event is there and is found. */
  @Test
  void aCrossingThatCameTooEarlyIsFoundUnderItsName() {
    threshold("hot", 10);
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 12}]}");
    waitingFor("early", "ScoreThresholdCrossed:hot");
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of());
    settle();
    enrolments.enrol("early", new Entry(ada, null, "{}", null));
    settle();
    assertThat(ends("early")).isEqualTo(Map.of("happened", 1L));
  }

  @Test
  void aConditionRightAfterTheEventSeesItsPoints() {
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 12}]}");
    publishDiagram(
        Sketch.journey(
            "ask",
            Sketch.start("start")
                + "<bpmn:eventBasedGateway id=\"first\" />"
                + Sketch.message("bought", "Bought")
                + Sketch.timer("late", "P2D")
                + "<bpmn:exclusiveGateway id=\"enough\" default=\"enough__little\" />"
                + Sketch.end("much", "much")
                + Sketch.end("little", "little")
                + Sketch.end("end_late", "late")
                + Sketch.flow("start", "first")
                + Sketch.flow("first", "bought")
                + Sketch.flow("first", "late")
                + Sketch.flow("late", "end_late")
                + Sketch.flow("bought", "enough")
                + "<bpmn:sequenceFlow id=\"enough__much\" sourceRef=\"enough\" targetRef=\"much\"><bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">contact.score = 12</bpmn:conditionExpression></bpmn:sequenceFlow>"
                + Sketch.flow("enough", "little"),
            "Bought"));
    ContactId ada = subscriber("ada", it -> it);
    enrolments.enrol("ask", new Entry(ada, null, "{}", null));
    settle();
    tell(ada, "Bought", null, Map.of());
    settle();
    assertThat(ends("ask")).isEqualTo(Map.of("much", 1L));
  }

  @Test
  void machinesAndStrangersAndWhatRelanceTellsOfScoresGiveNoPoints() {
    threshold("hot", 5);
    publishTable("{\"rows\": [{\"event\": \"\", \"points\": 5}]}");
    ContactId ada = subscriber("ada", it -> it);
    inbox.tell(
        new io.relance.event.Told(
            "test",
            "m",
            "LinkClicked",
            ada,
            null,
            null,
            clock.instant(),
            Map.of(),
            null,
            "scanner"));
    inbox.tell(
        new io.relance.event.Told(
            "test", "a", "Visited", null, "cookie-1", null, clock.instant(), Map.of(), null, null));
    settle();
    assertThat(score(ada)).isZero();
    tell(ada, "Visited", null, Map.of());
    settle();
    assertThat(score(ada)).as("the crossing itself gives nothing").isEqualTo(5);
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:hot", 1L));
  }

  @Test
  void aCellThatMakesNoSenseOfAValueGivesNothingAndHoldsUpNobody() {
    publishTable(
        """
        {"columns": [{"of": "event", "name": "amount", "type": "number"}, {"of": "event", "name": "day", "type": "date"}],
         "rows": [{"event": "Bought", "cells": [">= 100"], "points": 3},
                  {"event": "Bought", "cells": ["substring(?, 2) = \\"x\\""], "points": 100},
                  {"event": "Bought", "cells": ["", "< 2027-03-01"], "points": 7}]}
        """);
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of("amount", "a lot", "day", "yesterday"));
    tell(ada, "Bought", null, Map.of("amount", List.of(1), "day", Map.of("d", 1)));
    tell(ada, "Bought", null, Map.of());
    settle();
    assertThat(score(ada)).isZero();
    tell(ada, "Bought", null, Map.of("amount", "120", "day", "2027-02-28T23:00:00Z"));
    settle();
    assertThat(score(ada)).isEqualTo(10);
    assertTheBooksBalance();
  }

  @Test
  void ofAFirstHitTableOnlyTheFirstRowThatFitsCounts() {
    publishTable(
        """
        {"hitPolicy": "first", "columns": [{"of": "event", "name": "amount", "type": "number"}],
         "rows": [{"event": "Bought", "cells": [">= 100"], "points": 30},
                  {"event": "Bought", "cells": [">= 10"], "points": 10}]}
        """);
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of("amount", 500));
    settle();
    assertThat(score(ada)).isEqualTo(30);
  }

  @Test
  void pointsWithALifetimeAreTakenAwayWhenItEnds() {
    threshold("hot", 10);
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 12, \"days\": 10}, {\"event\": \"Bought\", \"points\": 3}]}");
    ContactId ada = subscriber("ada", it -> it);
    ContactId bob = subscriber("bob", it -> it);
    tell(ada, "Bought", null, Map.of());
    settle();
    moveTo(Duration.ofDays(5));
    tell(ada, "Bought", null, Map.of());
    tell(bob, "Bought", null, Map.of());
    settle();
    assertThat(score(ada)).isEqualTo(30);
    moveTo(Duration.ofDays(10));
    assertThat(score(ada)).isEqualTo(18);
    moveTo(Duration.ofDays(16));
    assertThat(score(ada)).isEqualTo(6);
    assertThat(score(bob)).isEqualTo(3);
    assertThat(told())
        .isEqualTo(Map.of("ScoreThresholdCrossed:hot", 2L, "ScoreThresholdLeft:hot", 2L));
    assertThat(
            jdbc.sql("SELECT at FROM score_entry WHERE cause = 'expiry' ORDER BY id LIMIT 1")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant())
        .isEqualTo(T0.plus(Duration.ofDays(10)));
    assertTheLedgerBalances();
  }

  @Test
  void inactivityTakesPointsAgainAndAgainDownToTheFloor() {
    publishTable(
        """
        {"rows": [{"event": "Bought", "points": 25}, {"event": "Visited", "points": 0}],
         "inactivity": {"days": 30, "points": 10, "floor": 3}}
        """);
    ContactId ada = subscriber("ada", it -> it);
    ContactId bob = subscriber("bob", it -> it);
    tell(ada, "Bought", null, Map.of());
    tell(bob, "Bought", null, Map.of());
    settle();
    moveTo(Duration.ofDays(29));
    tell(bob, "Visited", null, Map.of()); // active, without any points
    moveTo(Duration.ofDays(31));
    assertThat(score(ada)).isEqualTo(15);
    assertThat(score(bob)).isEqualTo(25);
    moveTo(Duration.ofDays(60));
    assertThat(score(ada)).isEqualTo(5);
    assertThat(score(bob)).as("29 and 30 days").isEqualTo(15);
    moveTo(Duration.ofDays(200));
    assertThat(score(ada)).isEqualTo(3);
    assertThat(score(bob)).isEqualTo(3);
    assertThat(jdbc.sql("SELECT count(*) FROM score_idle").query(Long.class).single())
        .as("who has nothing to lose is not looked at")
        .isZero();
    tell(ada, "Bought", null, Map.of());
    settle();
    moveTo(Duration.ofDays(231));
    assertThat(score(ada)).isEqualTo(18);
    assertTheLedgerBalances();
  }

  /** A node that was down for months takes what it would have taken, no more. */
  @Test
  void aLateLookJudgesAsOfTheMomentWhenItWasDue() {
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 100}], \"inactivity\": {\"days\": 30, \"points\": 10}}");
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of());
    settle();
    clock.stopAt(T0.plus(Duration.ofDays(45)));
    inbox.tell(
        new io.relance.event.Told(
            "test",
            UUID.randomUUID().toString(),
            "Visited",
            ada,
            null,
            null,
            clock.instant(),
            Map.of(),
            null,
            null));
    clock.stopAt(T0.plus(Duration.ofDays(100)));
    settle();
    assertThat(score(ada)).as("taken on day 30 and on day 75").isEqualTo(80);
  }

  @Test
  void whoWasThereBeforeIsGivenAllTheDaysOnceInactivityBeginsToCost() {
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 25}]}");
    ContactId ada = subscriber("ada", it -> it);
    tell(ada, "Bought", null, Map.of());
    settle();
    moveTo(Duration.ofDays(90));
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 25}], \"inactivity\": {\"days\": 30, \"points\": 10}}");
    moveTo(Duration.ofDays(119));
    assertThat(score(ada)).isEqualTo(25);
    moveTo(Duration.ofDays(121));
    assertThat(score(ada)).isEqualTo(15);
    publishTable("{\"rows\": [{\"event\": \"Bought\", \"points\": 25}]}");
    moveTo(Duration.ofDays(300));
    assertThat(score(ada)).isEqualTo(15);
  }

  private Pump pump(String name) {
    return pumps.stream().filter(pump -> pump.name().equals(name)).findFirst().orElseThrow();
  }

  /** The router's statements for one event of each of so many contacts. */
  private int cost(String crowd, int people) {
    List<ContactId> all = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      all.add(
          contacts.put(crowd + i, io.relance.contact.ContactInput.NOTHING, true).contact().id());
    }
    all.forEach(contact -> tell(contact, "Bought", null, Map.of("amount", 5)));
    published.now();
    return statements.during(pump("events")::runOnce);
  }

  @Test
  void scoringASetTakesAFewStatementsAndNoneWhereNothingFits() {
    int without = cost("a", 10);
    assertThat(cost("b", 50)).isEqualTo(without);

    publishTable("{\"rows\": [{\"event\": \"Sold\", \"points\": 1}]}");
    assertThat(cost("c", 50)).as("no row for events of this name").isEqualTo(without);

    publishTable(
        "{\"columns\": [{\"of\": \"event\", \"name\": \"amount\", \"type\": \"number\"}], \"rows\": [{\"event\": \"Bought\", \"cells\": [\"> 1\"], \"points\": 1}]}");
    assertThat(cost("d", 10)).as("the locks, and all that is written").isEqualTo(without + 2);
    assertThat(cost("e", 50)).isEqualTo(without + 2);

    publishTable(
        "{\"columns\": [{\"of\": \"contact\", \"name\": \"email\"}], \"rows\": [{\"event\": \"Bought\", \"cells\": [\"null\"], \"points\": 1}]}");
    assertThat(cost("f", 50)).as("what is known of all of them").isEqualTo(without + 3);

    threshold("one", 1);
    assertThat(cost("g", 50)).as("and fifty crossings").isEqualTo(without + 4);
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:one", 50L));
    assertTheLedgerBalances();
  }

  @Test
  void decayGoesInSetsToo() {
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 20, \"days\": 10}], \"inactivity\": {\"days\": 5, \"points\": 1}}");
    cost("a", 60);
    clock.stopAt(T0.plus(Duration.ofDays(5)));
    assertThat(statements.during(pump("score-inactivity")::runOnce)).isLessThanOrEqualTo(6);
    clock.stopAt(T0.plus(Duration.ofDays(10)));
    assertThat(statements.during(pump("score-expiry")::runOnce)).isLessThanOrEqualTo(4);
    assertThat(jdbc.sql("SELECT DISTINCT score FROM contact").query(Integer.class).list())
        .containsExactly(-1);
    assertTheLedgerBalances();
  }
}
