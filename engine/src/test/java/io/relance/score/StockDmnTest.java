package io.relance.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The file is standard DMN: Camunda's own engine reads it and comes to the same points. */
@NullUnmarked
class StockDmnTest {

  private static final DmnEngine STOCK =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  private static ScoreTable table(String json) {
    TableReading.Result read =
        TableReading.read(ScoreTest.body(json), java.util.Set.of("jobTitle", "age"));
    assertThat(read.problems()).isEmpty();
    return read.table();
  }

  private static int stock(String dmn, Map<String, Object> facts) {
    DmnDecision decision =
        STOCK.parseDecision(
            "score", new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8)));
    return STOCK.evaluateDecisionTable(decision, facts).stream()
        .mapToInt(rule -> ((Number) rule.getEntry("points")).intValue())
        .sum();
  }

  @Test
  void theFileIsValidAndStaysTheSameTable() {
    ScoreTable table = table(ScoreTest.S5);
    String dmn = DmnWriting.write(table);
    DmnModelInstance model =
        Dmn.readModelFromStream(new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8)));
    Dmn.validateModel(model);
    assertThat(Drafts.table(dmn)).isEqualTo(table);
    assertThat(DmnWriting.write(Drafts.table(dmn))).isEqualTo(dmn);
  }

  @Test
  void aStockEngineGivesTheSamePoints() {
    long seed = 20_270_302L;
    Random random = new Random(seed);
    for (String hit : List.of("collect", "first")) {
      ScoreTable table =
          table(
              """
              {"hitPolicy": "%s",
               "columns": [{"of": "event", "name": "page", "type": "text"}, {"of": "event", "name": "amount", "type": "number"},
                           {"of": "contact", "name": "jobTitle", "type": "text"}, {"of": "event", "name": "gift", "type": "boolean"}],
               "rows": [{"event": "Bought, Visited", "cells": ["/pricing", "", "", ""], "points": 15, "days": 3},
                        {"event": "Bought", "cells": ["", "[10..50)", "", ""], "points": 20},
                        {"event": "", "cells": ["starts with(?, \\"/shop\\")", "", "not(\\"Clerk\\")", ""], "points": 7},
                        {"event": "not(\\"Visited\\")", "cells": ["", "> 40, < 0", "CTO", "true"], "points": -3},
                        {"event": "Visited", "cells": ["", "null", "", "false"], "points": 1}]}
              """
                  .formatted(hit));
      String dmn = DmnWriting.write(table);
      ReadyTable ready = new ReadyTable(table);
      for (int i = 0; i < 200; i++) {
        String name = pick(random, "Bought", "Visited", "Left");
        java.util.HashMap<String, Object> event = new java.util.HashMap<>();
        event.put("name", name);
        event.put("page", pick(random, "/pricing", "/shop/1", "/home"));
        event.put("amount", random.nextInt(4) == 0 ? null : random.nextInt(80) - 20);
        event.put("gift", random.nextBoolean());
        Map<String, Object> facts =
            Map.of(
                "event", event, "contact", Map.of("jobTitle", pick(random, "CTO", "Clerk", "CIO")));
        assertThat(ready.fitting(name, facts).stream().mapToInt(Row::points).sum())
            .as("seed %d, %s, %s", seed, hit, facts)
            .isEqualTo(stock(dmn, facts));
      }
    }
  }

  private static String pick(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  @Test
  void whatPeopleTypeBecomesFeel() {
    assertThat(Cells.feel(" LinkClicked ", Column.Kind.TEXT)).isEqualTo("\"LinkClicked\"");
    assertThat(Cells.feel("order.paid, \"a, b\",c", Column.Kind.TEXT))
        .isEqualTo("\"order.paid\", \"a, b\", \"c\"");
    assertThat(Cells.feel("not(\"a\")", Column.Kind.TEXT)).isEqualTo("not(\"a\")");
    assertThat(Cells.feel("null", Column.Kind.TEXT)).isEqualTo("null");
    assertThat(Cells.feel("-", Column.Kind.TEXT)).isEmpty();
    assertThat(Cells.feel("[2027-01-01..2027-02-01]", Column.Kind.DATE))
        .isEqualTo("[date(\"2027-01-01\")..date(\"2027-02-01\")]");
    assertThat(Cells.feel("date(\"2027-01-01\")", Column.Kind.DATE))
        .isEqualTo("date(\"2027-01-01\")");
    assertThat(Cells.feel(">= 10", Column.Kind.NUMBER)).isEqualTo(">= 10");
  }
}
