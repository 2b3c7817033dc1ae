package io.relance.datamart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.ContactId;
import io.relance.datamart.FeedPath.Source;
import io.relance.datamart.Feeds.Misfit;
import io.relance.datamart.NewRow.Refused;
import io.relance.datamart.TableRows.Written;
import io.relance.event.Harvest;
import io.relance.event.StoredEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes rows of events: for each feed in one set, tables above before those that belong to them.
 * The same event again makes the same rows, since the row's key is in the event.
 */
@Component
class EventHarvest implements Harvest {

  private static final Logger log = LoggerFactory.getLogger(EventHarvest.class);
  private static final int MOST_OBJECTS = 1_000;

  private final Feeds feeds;
  private final Catalogue catalogue;
  private final TableRows rows;
  private final ObjectMapper json;
  private final TransactionTemplate savepoint;

  EventHarvest(
      Feeds feeds,
      Catalogue catalogue,
      TableRows rows,
      ObjectMapper json,
      PlatformTransactionManager transactions) {
    this.feeds = feeds;
    this.catalogue = catalogue;
    this.rows = rows;
    this.json = json;
    this.savepoint = new TransactionTemplate(transactions);
    this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  @Override
  public void of(List<StoredEvent> events) {
    List<Feed> wanted = feeds.ofEvents(events.stream().map(StoredEvent::name).distinct().toList());
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Table> tables = new LinkedHashMap<>();
    catalogue.tables().forEach(table -> tables.put(table.name(), table));
    wanted.stream()
        .filter(feed -> tables.containsKey(feed.table()))
        .sorted(Comparator.comparingInt(feed -> depth(tables, feed.table())))
        .forEach(
            feed ->
                harvest(
                    feed,
                    Objects.requireNonNull(tables.get(feed.table())),
                    events.stream().filter(event -> event.name().equals(feed.event())).toList()));
  }

  private static int depth(Map<String, Table> tables, String name) {
    Table table = tables.get(name);
    String parent = table == null ? null : table.parent();
    return parent == null ? 0 : 1 + depth(tables, parent);
  }

  private void harvest(Feed feed, Table table, List<StoredEvent> events) {
    Table narrowed = table.only(feed.columns().keySet());
    List<Refused> refused = new ArrayList<>();
    List<NewRow> read = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      for (Source source : sources(feed, events.get(i), i, refused)) {
        read(feed, narrowed, source, i, refused).ifPresent(read::add);
      }
    }
    for (int from = 0; from < read.size(); from += TableRows.MOST) {
      List<NewRow> some = read.subList(from, Math.min(read.size(), from + TableRows.MOST));
      refused.addAll(store(feed, narrowed, some, events));
    }
    feeds.note(
        table.name(),
        refused.stream()
            .map(one -> new Misfit(feed.event(), contact(events, one.place()), one))
            .toList());
  }

  /** The event itself, or the objects of its list. */
  private List<Source> sources(Feed feed, StoredEvent event, int place, List<Refused> refused) {
    JsonNode properties = properties(event);
    Optional<String> list = feed.list();
    if (list.isEmpty()) {
      return List.of(new Source(event, properties, properties, 1));
    }
    JsonNode given = FeedPath.at(properties, list.get());
    if (given.isMissingNode() || given.isNull()) {
      return List.of();
    }
    List<JsonNode> objects = FeedPath.objects(properties, list.get());
    if (!given.isArray()
        || objects.size() > MOST_OBJECTS
        || !objects.stream().allMatch(JsonNode::isObject)) {
      refused.add(Refused.of(place, null, list.get(), Refusal.LIST));
      return List.of();
    }
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      sources.add(new Source(event, properties, objects.get(i), i + 1));
    }
    return sources;
  }

  private JsonNode properties(StoredEvent event) {
    try {
      return json.readTree(event.properties());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the properties of event " + event.id() + " are no JSON", e);
    }
  }

  private static Optional<NewRow> read(
      Feed feed, Table narrowed, Source source, int place, List<Refused> refused) {
    String key =
        feed.key().stream()
            .map(path -> word(new FeedPath(path).read(source)))
            .collect(Collectors.joining(":"));
    boolean gap =
        feed.key().stream().anyMatch(path -> word(new FeedPath(path).read(source)).isEmpty());
    if (gap || !NewRow.isKey(key)) {
      refused.add(Refused.of(place, null, String.join(", ", feed.key()), Refusal.KEY));
      return Optional.empty();
    }
    String parent = null;
    int before = refused.size();
    if (feed.parent() != null) {
      parent = word(new FeedPath(feed.parent()).read(source));
      if (!NewRow.isKey(parent)) {
        refused.add(Refused.of(place, key, "parent", Refusal.PARENT));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Column column : narrowed.columns()) {
      String path = Objects.requireNonNull(feed.columns().get(column.name()));
      Object given = new FeedPath(path).read(source);
      if (given != null) {
        column
            .type()
            .readKindly(given)
            .ifPresentOrElse(
                value -> values.put(column.name(), value),
                () ->
                    refused.add(Refused.of(place, key, column.name(), Refusal.of(column.type()))));
      }
    }
    return refused.size() > before
        ? Optional.empty()
        : Optional.of(new NewRow(place, key, null, parent, values));
  }

  /** A text or a number; anything else names nothing. */
  private static String word(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof String || value instanceof Integer ? value.toString().strip() : "";
  }

  /** All at once, and where PostgreSQL will not have one of them, one by one. */
  private List<Refused> store(
      Feed feed, Table narrowed, List<NewRow> some, List<StoredEvent> events) {
    try {
      return write(narrowed, some, events).refused();
    } catch (NonTransientDataAccessException e) {
      log.warn(
          "{} rows of '{}' for '{}' were not stored together: {}",
          some.size(),
          feed.event(),
          feed.table(),
          e.getClass().getSimpleName());
    }
    List<Refused> refused = new ArrayList<>();
    for (NewRow row : some) {
      try {
        refused.addAll(write(narrowed, List.of(row), events).refused());
      } catch (NonTransientDataAccessException e) {
        refused.add(Refused.of(row.place(), row.key(), "key", Refusal.NOT_STORED));
      }
    }
    return refused;
  }

  private Written write(Table narrowed, List<NewRow> some, List<StoredEvent> events) {
    return Objects.requireNonNull(
        savepoint.execute(status -> rows.write(narrowed, some, place -> contact(events, place))));
  }

  private static @Nullable Long contact(List<StoredEvent> events, int place) {
    ContactId contact = events.get(place).contact();
    return contact == null ? null : contact.value();
  }
}
