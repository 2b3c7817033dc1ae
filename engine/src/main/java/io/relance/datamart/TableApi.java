package io.relance.datamart;

import io.relance.contact.Contacts;
import io.relance.core.Rejected;
import io.relance.datamart.NewRow.Refused;
import io.relance.datamart.TableRows.Page;
import io.relance.datamart.TableRows.Written;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Tables and their rows over HTTP. */
@RestController
@RequestMapping("/api/tables")
class TableApi {

  private final Tables tables;
  private final Catalogue catalogue;
  private final TableRows rows;
  private final TableFiles files;
  private final Contacts contacts;

  TableApi(
      Tables tables, Catalogue catalogue, TableRows rows, TableFiles files, Contacts contacts) {
    this.tables = tables;
    this.catalogue = catalogue;
    this.rows = rows;
    this.files = files;
    this.contacts = contacts;
  }

  record Items<T>(List<T> items) {}

  /** What a table may be given afterwards; what is left out stays. */
  record Change(@Nullable Map<String, @Nullable String> labels, @Nullable String time) {}

  record Told(int created, int changed, int unchanged, List<Refused> refused) {}

  @GetMapping
  Items<Table> all() {
    return new Items<>(catalogue.tables());
  }

  @PostMapping
  ResponseEntity<Table> create(@RequestBody NewTable wanted) {
    Table table = tables.create(wanted);
    return ResponseEntity.created(URI.create("/api/tables/" + table.name())).body(table);
  }

  @GetMapping("/{name}")
  Table read(@PathVariable String name) {
    return tables.named(name);
  }

  @PutMapping("/{name}")
  Table change(@PathVariable String name, @RequestBody Change change) {
    return tables.change(name, change.labels(), change.time());
  }

  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void drop(@PathVariable String name, @RequestParam(defaultValue = "false") boolean withRows) {
    tables.drop(name, withRows);
  }

  @PostMapping("/{name}/columns")
  @ResponseStatus(HttpStatus.CREATED)
  Table addColumn(@PathVariable String name, @RequestBody NewColumn wanted) {
    return tables.add(name, wanted);
  }

  @DeleteMapping("/{name}/columns/{column}")
  Table removeColumn(@PathVariable String name, @PathVariable String column) {
    return tables.remove(name, column);
  }

  @GetMapping("/{name}/rows")
  Page rows(
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String contact,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    Table table = tables.named(name);
    Long whose = contact == null ? null : contacts.named(contact).id().value();
    return rows.read(table, whose, cursor, Math.max(1, Math.min(500, limit)));
  }

  @GetMapping("/{name}/rows/{key}")
  Map<String, @Nullable Object> row(@PathVariable String name, @PathVariable String key) {
    return rows.one(tables.named(name), key).orElseThrow(() -> unknownRow(name, key));
  }

  @PutMapping("/{name}/rows/{key}")
  ResponseEntity<Map<String, @Nullable Object>> put(
      @PathVariable String name,
      @PathVariable String key,
      @RequestBody Map<String, @Nullable Object> row) {
    Table table = tables.named(name);
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(row);
    Object named = whole.put("key", key);
    if (named != null && !named.equals(key)) {
      throw new Rejected(422, "row-invalid", "The body names another row than the address.")
          .with("key", "must be '" + key + "' or left out");
    }
    Written written = rows.write(table, List.of(whole), false, 0);
    if (!written.refused().isEmpty()) {
      Rejected refusal =
          new Rejected(
              422, "row-invalid", "The row was not stored; mend the fields that are named.");
      for (Refused one : written.refused()) {
        refusal = refusal.with(one.field(), one.message());
      }
      throw refusal;
    }
    URI address =
        UriComponentsBuilder.fromPath("/api/tables/{name}/rows/{key}")
            .encode()
            .buildAndExpand(name, key.strip())
            .toUri();
    return (written.created() == 1 ? ResponseEntity.created(address) : ResponseEntity.ok())
        .body(rows.one(table, key.strip()).orElseThrow(() -> unknownRow(name, key)));
  }

  @PostMapping(path = "/{name}/rows", consumes = MediaType.APPLICATION_JSON_VALUE)
  Told tell(
      @PathVariable String name, @RequestBody List<@Nullable Map<String, @Nullable Object>> given) {
    Table table = tables.named(name);
    if (given.size() > TableRows.MOST) {
      throw new Rejected(
          422,
          "too-many-rows",
          "One request may tell at most %d rows; nothing was stored. Divide them, or send a CSV file."
              .formatted(TableRows.MOST));
    }
    List<Map<String, @Nullable Object>> whole =
        given.stream()
            .<Map<String, @Nullable Object>>map(row -> row == null ? Map.of() : row)
            .toList();
    Written written = rows.write(table, whole, false, 0);
    return new Told(written.created(), written.changed(), written.unchanged(), written.refused());
  }

  @PostMapping(path = "/{name}/rows", consumes = "text/csv")
  TableFiles.Report upload(@PathVariable String name, HttpServletRequest request)
      throws IOException {
    return files.read(tables.named(name), request.getInputStream());
  }

  @DeleteMapping("/{name}/rows/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, @PathVariable String key) {
    if (!rows.remove(tables.named(name), key)) {
      throw unknownRow(name, key);
    }
  }

  private static Rejected unknownRow(String table, String key) {
    return new Rejected(
        404, "row-not-found", "The table '%s' has no row '%s'.".formatted(table, key));
  }
}
