package io.relance.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.datamart.Catalogue;
import io.relance.datamart.Feeds;
import io.relance.datamart.NewAggregate;
import io.relance.datamart.NewColumn;
import io.relance.datamart.NewFeed;
import io.relance.datamart.NewFormula;
import io.relance.datamart.NewTable;
import io.relance.datamart.Rule;
import io.relance.datamart.TableRows;
import io.relance.datamart.Tables;
import io.relance.datamart.Values;
import io.relance.segment.Segments;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A shop: products, orders and their lines, what is made of them, and segments that ask for it. It
 * is made up once; the same purchases for the same people.
 */
@Component
@Profile("demo")
class DemoTables {

  private static final String[] SHOPS = {"Paris", "Lyon", "Web"};

  private record Product(String key, String name, String category, int cents) {}

  private static final List<Product> PRODUCTS =
      List.of(
          new Product("tea-green", "Green tea", "Tea", 950),
          new Product("tea-black", "Black tea", "Tea", 890),
          new Product("tea-herbs", "Herbal tea", "Tea", 790),
          new Product("coffee-house", "House blend", "Coffee", 1290),
          new Product("coffee-moka", "Moka beans", "Coffee", 1690),
          new Product("coffee-decaf", "Decaf beans", "Coffee", 1490),
          new Product("pot", "Teapot", "Tableware", 3900),
          new Product("cups", "Two cups", "Tableware", 2400),
          new Product("press", "French press", "Tableware", 4500),
          new Product("biscuits", "Biscuits", "Sweets", 620),
          new Product("chocolate", "Dark chocolate", "Sweets", 540),
          new Product("honey", "Chestnut honey", "Sweets", 1150));

  private final Tables tables;
  private final TableRows rows;
  private final Catalogue catalogue;
  private final Values values;
  private final Feeds feeds;
  private final Segments segments;
  private final ObjectMapper json;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DemoTables(
      Tables tables,
      TableRows rows,
      Catalogue catalogue,
      Values values,
      Feeds feeds,
      Segments segments,
      ObjectMapper json,
      TransactionTemplate transaction,
      Clock clock) {
    this.tables = tables;
    this.rows = rows;
    this.catalogue = catalogue;
    this.values = values;
    this.feeds = feeds;
    this.segments = segments;
    this.json = json;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** All of it or nothing, unless somebody declared tables already. */
  void make(int contacts) {
    if (catalogue.tables().isEmpty()) {
      transaction.executeWithoutResult(
          status -> {
            declare();
            sell(contacts);
            ask();
          });
    }
  }

  // ------------------------------------------------------------------ what there is

  private void declare() {
    tables.create(
        table(
            "products",
            labels("Products", "Produits"),
            "none",
            null,
            null,
            column("name", "text", "Name", "Nom"),
            column("category", "text", "Category", "Catégorie"),
            column("price", "number", "Price", "Prix")));
    tables.create(
        table(
            "orders",
            labels("Orders", "Commandes"),
            "contact",
            null,
            "placed_at",
            column("amount", "number", "Amount", "Montant"),
            column("shop", "text", "Shop", "Magasin"),
            column("placed_at", "instant", "Placed at", "Passée le")));
    tables.create(
        table(
            "order_lines",
            labels("Order lines", "Lignes de commande"),
            "table",
            "orders",
            null,
            new NewColumn("product", "text", labels("Product", "Produit"), "products"),
            column("quantity", "number", "Quantity", "Quantité"),
            column("price", "number", "Price", "Prix")));
    feeds.save(
        "orders",
        "OrderPlaced",
        new NewFeed(
            List.of("orderId"),
            null,
            paths("amount", "total", "shop", "shop", "placed_at", "@occurredAt")));
    feeds.save(
        "order_lines",
        "OrderPlaced",
        new NewFeed(
            List.of("orderId", "lines[].sku"),
            "orderId",
            paths(
                "product",
                "lines[].sku",
                "quantity",
                "lines[].quantity",
                "price",
                "lines[].price")));
  }

  private static NewTable table(
      String name,
      Map<String, @Nullable String> labels,
      String link,
      @Nullable String parent,
      @Nullable String time,
      NewColumn... columns) {
    return new NewTable(name, labels, link, parent, time, List.of(columns));
  }

  private static NewColumn column(String name, String type, String english, String french) {
    return new NewColumn(name, type, labels(english, french), null);
  }

  private static Map<String, @Nullable String> labels(String english, String french) {
    Map<String, @Nullable String> labels = new LinkedHashMap<>();
    labels.put("en", english);
    labels.put("fr", french);
    return labels;
  }

  private static Map<String, @Nullable String> paths(String... columnsAndPaths) {
    Map<String, @Nullable String> paths = new LinkedHashMap<>();
    for (int i = 0; i < columnsAndPaths.length; i += 2) {
      paths.put(columnsAndPaths[i], columnsAndPaths[i + 1]);
    }
    return paths;
  }

  // ------------------------------------------------------------------ what was sold

  private void sell(int contacts) {
    Random random = new Random(20270302);
    List<Map<String, @Nullable Object>> products = new ArrayList<>();
    for (Product product : PRODUCTS) {
      products.add(
          row(
              "key", product.key(),
              "name", product.name(),
              "category", product.category(),
              "price", money(product.cents())));
    }
    List<Map<String, @Nullable Object>> orders = new ArrayList<>();
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    for (int number = 1; number <= contacts; number++) {
      int count = random.nextInt(100) < 40 ? 0 : 1 + random.nextInt(5);
      for (int i = 1; i <= count; i++) {
        order(number, i, random, orders, lines);
      }
    }
    write("products", products);
    write("orders", orders);
    write("order_lines", lines);
  }

  private void order(
      int contact,
      int number,
      Random random,
      List<Map<String, @Nullable Object>> orders,
      List<Map<String, @Nullable Object>> lines) {
    String key = "D%04d-%d".formatted(contact, number);
    int cents = 0;
    int first = random.nextInt(PRODUCTS.size());
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Product product = PRODUCTS.get((first + i * 5) % PRODUCTS.size());
      int quantity = 1 + random.nextInt(3);
      cents += quantity * product.cents();
      lines.add(
          row(
              "key",
              key + ":" + product.key(),
              "parent",
              key,
              "product",
              product.key(),
              "quantity",
              quantity,
              "price",
              money(product.cents())));
    }
    Instant at =
        clock
            .instant()
            .minus(Duration.ofHours(1 + random.nextInt(24 * 600)))
            .truncatedTo(ChronoUnit.MINUTES);
    orders.add(
        row(
            "key", key,
            "contact", "demo-%04d".formatted(contact),
            "amount", money(cents),
            "shop", SHOPS[random.nextInt(SHOPS.length)],
            "placed_at", at.toString()));
  }

  private static BigDecimal money(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  private static Map<String, @Nullable Object> row(Object... namesAndValues) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return row;
  }

  private void write(String table, List<Map<String, @Nullable Object>> all) {
    for (int from = 0; from < all.size(); from += TableRows.MOST) {
      List<Map<String, @Nullable Object>> some =
          all.subList(from, Math.min(all.size(), from + TableRows.MOST));
      rows.write(tables.named(table), some, false, 0);
    }
  }

  // ------------------------------------------------------------------ what is asked

  private void ask() {
    values.save(
        aggregate(
            "total_year",
            labels("Bought in a year", "Achats sur un an"),
            "orders",
            "sum",
            "amount",
            365),
        null);
    values.save(
        aggregate(
            "orders_year",
            labels("Orders in a year", "Commandes sur un an"),
            "orders",
            "count",
            null,
            365),
        null);
    values.save(
        aggregate(
            "last_order",
            labels("Last order", "Dernière commande"),
            "orders",
            "max",
            "placed_at",
            null),
        null);
    values.save(
        aggregate(
            "favourite_category",
            labels("Favourite category", "Catégorie préférée"),
            "order_lines",
            "favourite",
            "product.category",
            null),
        null);
    values.save(
        new NewFormula(
            "vip",
            labels("VIP", "VIP"),
            new Rule(
                List.of(
                    new Rule(null, null, "total_year", "at_least", 100),
                    new Rule(null, null, "orders_year", "at_least", 2)),
                null,
                null,
                null,
                null)),
        null);
    segment("vip", "VIP", "{\"kind\": \"formula\", \"formula\": \"vip\", \"holds\": \"yes\"}");
    segment(
        "tea-lovers",
        "Tea lovers",
        """
        {"all": [{"kind": "aggregate", "aggregate": "favourite_category", "op": "is", "value": "Tea"},
                 {"kind": "consent", "channel": "email", "purpose": "marketing", "status": "granted"}]}
        """);
    segment(
        "asleep",
        "No order for six months",
        """
        {"all": [{"kind": "rows", "table": "orders", "op": "atLeast", "value": 1},
                 {"kind": "rows", "table": "orders", "lastDays": 180, "op": "is", "value": 0}]}
        """);
  }

  private static NewAggregate aggregate(
      String name,
      Map<String, @Nullable String> labels,
      String table,
      String function,
      @Nullable String column,
      @Nullable Integer days) {
    return new NewAggregate(name, labels, table, function, column, List.of(), days);
  }

  private void segment(String key, String name, String rule) {
    try {
      segments.create(new Segments.Wish(key, name, null, json.readTree(rule), false, null), "demo");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a rule of the demo is no JSON", e);
    }
  }
}
