package io.relance.contact;

import io.relance.core.EmailAddress;
import io.relance.core.PhoneNumber;
import io.relance.core.Rejected.Detail;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a contact may look like; turns addresses into the form in which they are compared. */
@Component
class ContactRules {

  private final ContactSettings settings;

  ContactRules(ContactSettings settings) {
    this.settings = settings;
  }

  /** What became of an input: ready to be stored when there are no problems. */
  record Checked(ContactInput input, Map<String, FieldType> newFields, List<Detail> problems) {}

  /**
   * @param known the attributes that exist
   * @param locale the locale that the contact has already
   */
  Checked check(
      ContactInput given,
      Map<String, ContactField> known,
      boolean createFields,
      @Nullable String locale) {
    List<Detail> problems = new ArrayList<>();
    Map<String, @Nullable String> profile = profile(given, locale, problems);
    Map<String, FieldType> newFields = new LinkedHashMap<>();
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    given
        .attributes()
        .forEach(
            (name, value) -> {
              ContactField field = known.get(name);
              String problem = problem(name, value, field, createFields);
              if (problem != null) {
                problems.add(new Detail("attributes." + name, problem));
              } else if (field == null && value != null) {
                newFields.put(name, FieldType.infer(value));
              }
              attributes.put(
                  name,
                  problem != null || field == null || value == null
                      ? value
                      : field.canonical(value));
            });
    return new Checked(new ContactInput(profile, attributes), newFields, problems);
  }

  private Map<String, @Nullable String> profile(
      ContactInput given, @Nullable String locale, List<Detail> problems) {
    Map<String, @Nullable String> profile = new LinkedHashMap<>();
    String spoken = given.profile().containsKey("locale") ? given.profile().get("locale") : locale;
    given
        .profile()
        .forEach(
            (field, text) -> {
              Optional<String> clean =
                  text == null ? Optional.empty() : clean(field, text.strip(), spoken);
              if (text != null && clean.isEmpty()) {
                problems.add(new Detail(field, demand(field)));
              }
              profile.put(field, clean.orElse(null));
            });
    return profile;
  }

  /**
   * A profile field in the form in which it is compared.
   *
   * @param locale of the contact; says of which country a telephone number is
   */
  Optional<String> clean(String field, String text, @Nullable String locale) {
    return switch (field) {
      case "email" -> EmailAddress.of(text).map(EmailAddress::value);
      case "phone" -> phone(text, locale);
      case "locale" -> locale(text).map(Locale::toLanguageTag);
      default -> zone(text);
    };
  }

  /** What a profile field must be, for people. */
  static String demand(String field) {
    return switch (field) {
      case "email" -> "is not an e-mail address that can be written to";
      case "phone" -> "is not a telephone number; write it with its country code, as +33612345678";
      case "locale" -> "is not a language tag such as fr or fr-FR";
      default -> "is not a time zone such as Europe/Paris";
    };
  }

  private Optional<String> phone(String text, @Nullable String locale) {
    String region =
        Optional.ofNullable(locale)
            .flatMap(ContactRules::locale)
            .map(Locale::getCountry)
            .filter(country -> !country.isEmpty())
            .orElse(settings.region());
    try {
      return PhoneNumber.of(text, region).map(PhoneNumber::value);
    } catch (IllegalArgumentException e) {
      // Possible for its country, yet not of E.164's form (such as a short code).
      return Optional.empty();
    }
  }

  private static Optional<Locale> locale(String text) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(text.strip().replace('_', '-')).build();
      return locale.getLanguage().isEmpty() ? Optional.empty() : Optional.of(locale);
    } catch (IllformedLocaleException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text).getId());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String problem(
      String name, @Nullable Object value, @Nullable ContactField field, boolean createFields) {
    if (ContactFields.isReserved(name)) {
      return "is not an attribute; give it beside attributes, if it may be given at all";
    }
    if (!ContactFields.isName(name)) {
      return "is not a name for an attribute: a letter or _, then letters, digits and _, at most"
          + " 63";
    }
    if (value == null) {
      return null;
    }
    if (field == null && !createFields) {
      return "is not a known attribute; ask with createFields=true to create it";
    }
    String problem = WellFormed.problem(value);
    return problem == null && field != null ? field.problem(value) : problem;
  }
}
