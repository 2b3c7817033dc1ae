package io.relance.bench;

import java.util.List;

/**
 * Who is asked for: as a rule of a segment, and in SQL as somebody would write it who knows these
 * tables and thinks about this one question.
 *
 * @param who SQL for the ids
 * @param counts SQL for their number; the fastest one counts
 */
record Question(String name, String rule, String who, List<String> counts) {

  Question(String name, String rule, String who, String... cleverer) {
    this(name, rule, who, all(who, cleverer));
  }

  private static List<String> all(String who, String... cleverer) {
    List<String> counts =
        new java.util.ArrayList<>(List.of("SELECT count(*) FROM (" + who + ") who"));
    counts.addAll(List.of(cleverer));
    return List.copyOf(counts);
  }

  static final List<Question> ALL =
      List.of(
          new Question(
              "profile",
              """
              {"all": [{"kind": "field", "field": "attributes.city", "op": "in", "value": ["Lyon", "Paris"]},
                       {"kind": "field", "field": "score", "op": "atLeast", "value": 50}]}
              """,
              """
              SELECT id FROM contact WHERE score >= 50 AND lower(attributes ->> 'city') IN ('lyon', 'paris')
              """),
          new Question(
              "consent",
              """
              {"all": [{"kind": "consent", "channel": "email", "purpose": "marketing", "status": "granted"},
                       {"not": {"kind": "consent", "channel": "sms", "purpose": "marketing", "status": "granted"}}]}
              """,
              """
              SELECT contact_id AS id FROM consent k
               WHERE channel = 'email' AND purpose = 'marketing' AND status = 'granted'
                 AND NOT EXISTS (SELECT FROM consent s
                                  WHERE s.contact_id = k.contact_id AND s.channel = 'sms' AND s.purpose = 'marketing'
                                    AND s.status = 'granted')
              """,
              """
              SELECT count(*) FILTER (WHERE mail AND NOT sms)
                FROM (SELECT bool_or(channel = 'email') AS mail, bool_or(channel = 'sms') AS sms
                        FROM consent
                       WHERE purpose = 'marketing' AND status = 'granted' AND channel IN ('email', 'sms')
                       GROUP BY contact_id) of_each
              """),
          new Question(
              "basket",
              """
              {"kind": "rows", "table": "orders", "function": "sum", "column": "amount", "lastDays": 90, "op": "atLeast",
               "value": 150}
              """,
              """
              SELECT contact_id AS id FROM mart.orders
               WHERE placed_at > now() - interval '90 days' AND placed_at <= now()
               GROUP BY contact_id
              HAVING sum(amount) >= 150
              """),
          new Question(
              "clicks",
              """
              {"all": [{"kind": "message", "did": "clicked", "journey": "bench", "link": "shop"},
                       {"not": {"kind": "message", "did": "clicked", "journey": "bench-b"}}]}
              """,
              """
              SELECT v.contact_id AS id
                FROM event v
                JOIN message m ON m.id = v.message_id
               WHERE v.name = 'LinkClicked' AND v.machine IS NULL
               GROUP BY v.contact_id
              HAVING bool_or(m.journey_key = 'bench' AND v.link = 'shop') AND NOT bool_or(m.journey_key = 'bench-b')
              """,
              """
              SELECT count(*)
                FROM (SELECT v.contact_id FROM event v JOIN message m ON m.id = v.message_id
                       WHERE v.name = 'LinkClicked' AND v.machine IS NULL AND v.link = 'shop' AND m.journey_key = 'bench'
                      EXCEPT
                      SELECT v.contact_id FROM event v JOIN message m ON m.id = v.message_id
                       WHERE v.name = 'LinkClicked' AND v.machine IS NULL AND m.journey_key = 'bench-b') who
              """),
          new Question(
              "not called",
              """
              {"not": {"kind": "call", "lastDays": 90}}
              """,
              """
              SELECT c.id FROM contact c
               WHERE NOT EXISTS (SELECT FROM message m
                                  WHERE m.contact_id = c.id AND m.channel = 'voice' AND m.state = 'ACCEPTED'
                                    AND m.settled_at >= now() - interval '90 days')
                 AND NOT EXISTS (SELECT FROM task_done t WHERE t.contact_id = c.id AND t.at >= now() - interval '90 days')
              """,
              """
              SELECT (SELECT count(*) FROM contact)
                   - (SELECT count(*)
                        FROM (SELECT contact_id FROM message
                               WHERE channel = 'voice' AND state = 'ACCEPTED' AND settled_at >= now() - interval '90 days'
                               UNION
                              SELECT contact_id FROM task_done WHERE at >= now() - interval '90 days') called)
              """),
          new Question(
              "freshness",
              """
              {"kind": "freshness", "field": "email", "op": "within", "days": 180}
              """,
              """
              SELECT id FROM contact
               WHERE CAST(touched -> 'email' ->> 'at' AS timestamptz) >= now() - interval '180 days'
              """),
          new Question(
              "regulars",
              """
              {"kind": "event", "name": "OrderPlaced", "atLeast": 2, "lastDays": 180}
              """,
              """
              SELECT contact_id AS id FROM event
               WHERE name = 'OrderPlaced' AND occurred_at >= now() - interval '180 days' AND machine IS NULL
                 AND contact_id IS NOT NULL
               GROUP BY contact_id
              HAVING count(*) >= 2
              """),
          new Question(
              "nested",
              """
              {"all": [{"any": [{"kind": "field", "field": "attributes.city", "op": "is", "value": "Lyon"},
                                {"kind": "field", "field": "score", "op": "atLeast", "value": 80}]},
                       {"kind": "consent", "channel": "email", "purpose": "marketing", "status": "granted"},
                       {"kind": "event", "name": "PageViewed", "lastDays": 60},
                       {"not": {"kind": "event", "name": "OrderPlaced", "lastDays": 30}}]}
              """,
              """
              SELECT c.id
                FROM contact c
                JOIN consent k ON k.contact_id = c.id AND k.channel = 'email' AND k.purpose = 'marketing'
                              AND k.status = 'granted'
               WHERE (lower(c.attributes ->> 'city') = 'lyon' OR c.score >= 80)
                 AND c.id IN (SELECT v.contact_id FROM event v
                               WHERE v.name = 'PageViewed' AND v.occurred_at >= now() - interval '60 days'
                                 AND v.machine IS NULL AND v.contact_id IS NOT NULL)
                 AND NOT EXISTS (SELECT FROM event v
                                  WHERE v.contact_id = c.id AND v.name = 'OrderPlaced' AND v.machine IS NULL
                                    AND v.occurred_at >= now() - interval '30 days')
              """,
              """
              SELECT count(*)
                FROM (SELECT contact_id FROM event
                       WHERE machine IS NULL AND contact_id IS NOT NULL
                         AND (name = 'PageViewed' AND occurred_at >= now() - interval '60 days'
                              OR name = 'OrderPlaced' AND occurred_at >= now() - interval '30 days')
                       GROUP BY contact_id
                      HAVING bool_or(name = 'PageViewed') AND NOT bool_or(name = 'OrderPlaced')) did
                JOIN consent k ON k.contact_id = did.contact_id AND k.channel = 'email' AND k.purpose = 'marketing'
                              AND k.status = 'granted'
                JOIN contact c ON c.id = did.contact_id AND (lower(c.attributes ->> 'city') = 'lyon' OR c.score >= 80)
              """));
}
