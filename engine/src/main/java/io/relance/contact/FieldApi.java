package io.relance.contact;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The declared fields of contacts over HTTP. */
@RestController
@RequestMapping("/api/fields")
class FieldApi {

  private final ContactFields fields;
  private final FieldDesk desk;

  FieldApi(ContactFields fields, FieldDesk desk) {
    this.fields = fields;
    this.desk = desk;
  }

  record Fields(List<ContactField> items, @Nullable String next) {}

  @GetMapping
  Fields all() {
    return new Fields(fields.all(), null);
  }

  @GetMapping("/{name}")
  ContactField one(@PathVariable String name) {
    return desk.named(name);
  }

  @PostMapping
  ResponseEntity<ContactField> declare(@RequestBody FieldDeclaration body) {
    ContactField field = desk.declare(body);
    return ResponseEntity.created(URI.create("/api/fields/" + field.name())).body(field);
  }

  @PutMapping("/{name}")
  ContactField change(@PathVariable String name, @RequestBody FieldDeclaration body) {
    desk.named(name);
    return desk.change(name, body.named(name));
  }

  /** Its values disappear from the contacts soon after. */
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void delete(@PathVariable String name) {
    desk.delete(name);
  }
}
