package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.PeopleContext;
import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.process.Step;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringJUnitConfig(PeopleContext.class)
class ContactStepsTest {

  @Autowired ContactSteps steps;
  @Autowired Contacts contacts;
  @Autowired ContactFields fields;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  ContactId ada;

  @BeforeEach
  void begin() {
    jdbc.sql("TRUNCATE contact, contact_field CASCADE").update();
    ada = contacts.put("ada", ContactInput.NOTHING.attribute("visits", 1), true).contact().id();
  }

  @Test
  void writesTheFieldInItsTypeAndCreatesAnUnknownOneAsText() {
    steps.set(step(), "visits", "12");
    steps.set(step(), "since", "{{ now }}");
    steps.set(step(), "locale", "fr_FR");

    Contact contact = contacts.byId(ada).orElseThrow();
    assertThat(String.valueOf(contact.attributes().get("visits")))
        .isEqualTo(new BigDecimal("12").toString());
    assertThat(contact.attributes()).containsEntry("since", PeopleContext.NOW.toString());
    assertThat(contact.locale()).isEqualTo("fr-FR");
    assertThat(fields.byName("since").orElseThrow().type()).isEqualTo(FieldType.TEXT);

    steps.set(step(), "visits", "");
    assertThat(contacts.byId(ada).orElseThrow().attributes()).doesNotContainKey("visits");
  }

  @Test
  void erasesOnceTheStepsTransactionIsCommittedAndNotBefore() {
    var transaction = new TransactionTemplate(transactions);
    transaction.executeWithoutResult(
        status -> {
          steps.erase(step());
          assertThat(contacts.byId(ada)).isPresent();
          status.setRollbackOnly();
        });
    assertThat(contacts.byId(ada)).isPresent();

    transaction.executeWithoutResult(status -> steps.erase(step()));
    assertThat(contacts.byId(ada)).isEmpty();

    steps.set(step(), "visits", "1");
  }

  private Step step() {
    return new Step(new BusinessKey("j", ada, null), "j:1", "p", "e", "v", "step", Map.of());
  }
}
