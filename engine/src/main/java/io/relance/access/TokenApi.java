package io.relance.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relance.core.Rejected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API tokens over HTTP. */
@RestController
@RequestMapping("/api/tokens")
class TokenApi {

  private final Tokens tokens;

  TokenApi(Tokens tokens) {
    this.tokens = tokens;
  }

  @GetMapping
  Page list() {
    return new Page(tokens.all().stream().map(Item::of).toList(), null);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Created issue(@Valid @RequestBody Wanted wanted) {
    Tokens.Issued issued = tokens.issue(wanted.name(), scopes(wanted.scopes()), wanted.expiresAt());
    return new Created(issued.id().toString(), issued.secret());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UUID id) {
    tokens.revoke(id);
  }

  static Set<Permission> scopes(Iterable<String> words) {
    var scopes = EnumSet.noneOf(Permission.class);
    for (String word : words) {
      scopes.add(
          Permission.of(word)
              .orElseThrow(
                  () ->
                      new Rejected(400, "invalid", "A scope is not known.")
                          .with("scopes", "`" + word + "` is not a scope")));
    }
    return scopes;
  }

  record Wanted(
      @NotBlank @Size(max = 100) String name,
      @NotEmpty List<String> scopes,
      @Nullable Instant expiresAt) {}

  /** The only answer that ever holds the secret. */
  record Created(String id, String token) {}

  record Page(List<Item> items, @JsonInclude @Nullable String next) {}

  record Item(
      String id,
      String name,
      String prefix,
      List<String> scopes,
      String createdBy,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant usedAt) {

    static Item of(Token token) {
      return new Item(
          token.id().toString(),
          token.name(),
          token.prefix(),
          token.scopes().stream().map(Permission::word).toList(),
          token.createdBy(),
          token.createdAt(),
          token.expiresAt(),
          token.revokedAt(),
          token.usedAt());
    }
  }
}
