package io.relance.demo;

import io.relance.consent.Consents;
import io.relance.consent.Status;
import io.relance.contact.ContactInput;
import io.relance.contact.Contacts;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes people up, the same ones at every first start; all their addresses are at example.com,
 * which nobody owns.
 */
@Component
@Profile("demo")
class DemoContacts {

  private static final String[] FIRST = {
    "Léa", "Hugo", "Chloé", "Louis", "Emma", "Jules", "Inès", "Adam", "Sofia", "Noah", "Camille",
        "Yanis", "Zoé",
    "Marta", "Ivo", "Anna", "Ben", "Clara", "David", "Elif", "Finn", "Greta", "Hana", "Ilya",
        "Joana", "Kofi"
  };
  private static final String[] LAST = {
    "Martin",
    "Bernard",
    "Dubois",
    "Petit",
    "Durand",
    "Moreau",
    "Lefebvre",
    "Garcia",
    "Roux",
    "Fournier",
    "Schmidt",
    "Rossi",
    "Novak",
    "Silva",
    "Jansen",
    "Kowalski",
    "Haddad",
    "Nguyen",
    "O'Brien",
    "Lindqvist"
  };
  private static final String[][] PLACES = {
    {"Paris", "Europe/Paris", "fr"},
    {"Lyon", "Europe/Paris", "fr"},
    {"Nantes", "Europe/Paris", "fr"},
    {"Bruxelles", "Europe/Brussels", "fr"},
    {"London", "Europe/London", "en"},
    {"Montréal", "America/Toronto", "fr"},
    {"Saint-Denis", "Indian/Reunion", "fr"},
    {"New York", "America/New_York", "en"}
  };

  private final Contacts contacts;
  private final Consents consents;
  private final TransactionTemplate transaction;

  DemoContacts(Contacts contacts, Consents consents, TransactionTemplate transaction) {
    this.contacts = contacts;
    this.consents = consents;
    this.transaction = transaction;
  }

  List<ContactId> make(int count) {
    Random random = new Random(20270301);
    List<ContactId> made = new ArrayList<>();
    for (int from = 1; from <= count; from += 100) {
      int first = from;
      transaction.executeWithoutResult(
          status -> {
            for (int i = first; i < Math.min(first + 100, count + 1); i++) {
              made.add(make(i, random));
            }
          });
    }
    return made;
  }

  private ContactId make(int number, Random random) {
    String first = FIRST[random.nextInt(FIRST.length)];
    String last = LAST[random.nextInt(LAST.length)];
    String[] place = PLACES[random.nextInt(PLACES.length)];
    ContactInput input =
        ContactInput.NOTHING
            .with("email", ascii(first) + "." + ascii(last) + number + "@example.com")
            .with("phone", "+336390" + "%05d".formatted(number))
            .with("locale", place[2])
            .with("timeZone", place[1])
            .attribute("firstName", first)
            .attribute("lastName", last)
            .attribute("city", place[0])
            .attribute(
                "birthday", LocalDate.of(1960, 1, 1).plusDays(random.nextInt(15_000)).toString())
            .attribute("profileComplete", random.nextInt(100) < 60)
            .attribute("tier", random.nextInt(100) < 15 ? "gold" : "standard")
            .attribute("lifecycle", "subscriber");
    Contacts.Put put = contacts.put("demo-%04d".formatted(number), input, true);
    ContactId id = put.contact().id();
    boolean sms = random.nextInt(100) < 40;
    if (!put.created()) {
      return id;
    }
    Map<String, Object> proof = Map.of("text", "made up for the demo");
    consents.record(id, Channel.EMAIL, Purpose.MARKETING, Status.GRANTED, "demo", proof);
    if (number % 5 != 0) { // the others never said whether they may be observed
      consents.record(id, Channel.EMAIL, Purpose.TRACKING_OPENS, Status.GRANTED, "demo", proof);
      consents.record(id, Channel.EMAIL, Purpose.TRACKING_CLICKS, Status.GRANTED, "demo", proof);
    }
    if (sms) {
      consents.record(id, Channel.SMS, Purpose.MARKETING, Status.GRANTED, "demo", proof);
    }
    return id;
  }

  private static String ascii(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("[^A-Za-z]", "")
        .toLowerCase(Locale.ROOT);
  }
}
