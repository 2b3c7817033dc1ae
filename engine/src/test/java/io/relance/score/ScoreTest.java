package io.relance.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.ApiTest;
import io.relance.core.ContactId;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.beans.factory.annotation.Autowired;

/** What tests of scores have in common: a table of a few rules, put in force. */
@NullUnmarked
abstract class ScoreTest extends ApiTest {

  /** The rules of scenario S5. */
  static final String S5 =
      """
      {"hitPolicy": "collect",
       "columns": [{"of": "event", "name": "page", "type": "text"}, {"of": "contact", "name": "jobTitle", "type": "text"}],
       "rows": [
        {"event": "LinkClicked", "points": 5, "why": "Clicked a link"},
        {"event": "PageViewed", "cells": ["/pricing"], "points": 15, "why": "Looked at prices"},
        {"event": "WhitePaper", "points": "+20", "why": "White paper"},
        {"event": "Webinar", "cells": ["", ""], "points": 30, "why": "Webinar"},
        {"event": "LeadCreated", "cells": ["", "CTO, CIO"], "points": 10, "why": "Target job"}],
       "inactivity": {"days": 30, "points": 10, "floor": 0},
       "examples": [
        {"name": "prices", "event": "PageViewed", "properties": {"page": "/pricing"}, "points": 15},
        {"name": "another page", "event": "PageViewed", "properties": {"page": "/home"}, "points": 0},
        {"name": "a chief", "event": "LeadCreated", "contact": {"jobTitle": "CIO"}, "points": 10}]}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Autowired Drafts drafts;
  @Autowired Postings postings;

  static TableBody body(String json) {
    try {
      return JSON.readValue(json, TableBody.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Declares the field that S5 asks for. */
  void jobTitles() {
    call(
            "POST",
            "/api/fields",
            "{\"name\": \"jobTitle\", \"type\": \"text\", \"labels\": {\"en\": \"Job title\"}}")
        .ok(201);
  }

  void publishTable(String json) {
    drafts.save(body(json), "test");
    drafts.publish("test");
  }

  void threshold(String key, int points) {
    call(
            "PUT",
            "/api/score/thresholds/" + key,
            "{\"name\": \"%s\", \"points\": %d}".formatted(key, points))
        .ok(200);
  }

  int score(ContactId contact) {
    return contacts.byId(contact).orElseThrow().score();
  }

  /** How often each threshold was crossed and left. */
  Map<String, Long> told() {
    Map<String, Long> told = new TreeMap<>();
    jdbc.sql("SELECT name || ':' || step, count(*) FROM event WHERE source = 'score' GROUP BY 1")
        .query(
            row -> {
              told.put(row.getString(1), row.getLong(2));
            });
    return told;
  }

  /** Every score is the sum of its entries. */
  void assertTheLedgerBalances() {
    Assertions.assertThat(
            jdbc.sql(
                    """
                    SELECT c.external_id
                      FROM contact c
                      LEFT JOIN (SELECT contact_id, sum(points) AS points FROM score_entry GROUP BY 1) e ON e.contact_id = c.id
                     WHERE c.score <> coalesce(e.points, 0)
                    """)
                .query(String.class)
                .list())
        .as("contacts whose score is not the sum of their entries")
        .isEmpty();
  }
}
