package io.relance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.contact.ContactInput;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.demo.Delivered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Scenario S2 with the fixture and the exact counts of scenarios.md. */
class AbandonedCartTest extends RelanceTest {

  private static final int CONTACTS = 180;
  private static final int CARTS = 200;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What becomes of which cart, by number. The first 20 and the last 20 are of the same people. */
  private enum Carts {
    ORDERED_WITHIN_THE_HOUR(0, 60),
    SMALL(60, 80),
    REMINDED(80, 200),
    CHANGED(80, 90),
    ORDERED_ON_DAY_ONE(80, 110),
    LARGE_WITH_SMS(110, 150),
    ORDERED_BEFORE_THE_LAST(110, 125),
    HAD_A_DISCOUNT_LATELY(125, 140),
    SHOP_IS_BROKEN(140, 143),
    SHOP_REFUSES(143, 145),
    ANSWER_IS_LOST_ONCE(145, 155),
    ORDERED_AT_LAST(190, 200);

    private final int from;
    private final int to;

    Carts(int from, int to) {
      this.from = from;
      this.to = to;
    }

    boolean has(int number) {
      return number >= from && number < to;
    }

    boolean hasContact(String externalId) {
      int contact = Integer.parseInt(externalId.substring(1));
      return has(contact) || has(contact + CONTACTS);
    }
  }

  private final List<ContactId> people = new ArrayList<>();

  @Test
  void remindsOfTwoHundredCartsEachOnItsOwnPath() {
    try (CouponShop shop =
        new CouponShop(
            Carts.SHOP_IS_BROKEN::hasContact,
            Carts.SHOP_REFUSES::hasContact,
            Carts.ANSWER_IS_LOST_ONCE::hasContact)) {
      publish(
          "abandoned-cart", bpmn -> bpmn.replace("https://shop.example/api/coupons", shop.url()));
      for (int i = 0; i < CONTACTS; i++) {
        people.add(person(i));
      }
      for (int cart = 0; cart < CARTS; cart++) {
        update(cart, Carts.SMALL.has(cart) || Carts.CHANGED.has(cart) ? 20 : price(cart), "Lamp");
      }
      settle();

      moveTo(Duration.ofMinutes(30));
      for (int cart = 0; cart < 59; cart++) {
        order(cart);
      }
      moveTo(Duration.ofMinutes(50));
      for (int cart = 80; cart < 90; cart++) {
        update(cart, price(cart), "Chandelier");
      }
      moveTo(HOUR.minusSeconds(2));
      order(59);
      moveTo(HOUR.minus(SECOND));
      assertThat(accepted("abandoned-cart")).isEmpty();
      moveTo(HOUR);
      assertThat(accepted("abandoned-cart")).isEqualTo(Map.of("mail_R1", 110L));
      assertThat(ends("abandoned-cart"))
          .isEqualTo(
              Map.of("ordered-before-reminder", 60L, "below-threshold", 20L, "inside", 120L));
      assertThat(mails("p59")).as("ordered two seconds before it was due").isEmpty();
      assertThat(mails("p0")).as("one cart ordered, the other still there").hasSize(1);

      moveTo(Duration.ofMinutes(110).minus(SECOND));
      assertThat(accepted("abandoned-cart")).isEqualTo(Map.of("mail_R1", 110L));
      moveTo(Duration.ofMinutes(110));
      assertThat(accepted("abandoned-cart")).isEqualTo(Map.of("mail_R1", 120L));
      assertThat(mails("p80").get(0).text()).contains("Chandelier").doesNotContain("Lamp:");

      moveTo(Duration.ofHours(12));
      for (int cart = 80; cart < 110; cart++) {
        order(cart);
      }
      moveTo(DAY.plus(HOUR.multipliedBy(2)));
      assertThat(arrived()).isEqualTo(Map.of("email", 170L, "sms", 40L));

      moveTo(DAY.multipliedBy(2));
      for (int cart = 110; cart < 125; cart++) {
        order(cart);
      }
      moveTo(DAY.multipliedBy(3).plus(HOUR.multipliedBy(3)));
      assertTheCoupons(shop);

      moveTo(DAY.multipliedBy(4));
      for (int cart = 190; cart < 200; cart++) {
        order(cart);
      }
      moveTo(DAY.multipliedBy(7));
    }

    assertThat(arrived()).isEqualTo(Map.of("email", 230L, "sms", 40L));
    assertThat(accepted("abandoned-cart"))
        .isEqualTo(
            Map.of(
                "mail_R1",
                120L,
                "mail_R2",
                50L,
                "sms_R2",
                40L,
                "webhook_coupon",
                55L,
                "mail_R3",
                60L));
    assertThat(ends("abandoned-cart"))
        .isEqualTo(
            Map.of(
                "ordered-before-reminder", 60L,
                "below-threshold", 20L,
                "recovered", 55L,
                "lost", 65L));
    assertThat(contacts.byId(people.get(150)).orElseThrow().score()).isEqualTo(-5);
    assertThat(contacts.byId(people.get(130)).orElseThrow().score()).isZero();
    assertTheBooksBalance();
  }

  @Test
  void anOptOutAndAnEmptiedCartEndTheWalk() {
    publish("abandoned-cart");
    for (int i = 0; i < 2; i++) {
      people.add(person(i));
      update(i, 90, "Lamp");
    }
    moveTo(HOUR.multipliedBy(2));
    assertThat(post(link(mails("p0").get(0), "/u/"), "List-Unsubscribe=One-Click").statusCode())
        .isEqualTo(200);
    tell(people.get(1), "CartEmptied", "cart-1", Map.of());
    moveTo(DAY.multipliedBy(3));

    assertThat(ends("abandoned-cart")).isEqualTo(Map.of("opted-out", 1L, "emptied", 1L));
    assertThat(arrived()).isEqualTo(Map.of("email", 2L));
    assertTheBooksBalance();
  }

  private void assertTheCoupons(CouponShop shop) {
    assertThat(shop.made()).isEqualTo(55);
    assertThat(shop.calls("p141")).as("first try and three more").hasSize(4);
    assertThat(shop.calls("p144")).as("refused for good").hasSize(1);
    assertThat(shop.calls("p150")).extracting(CouponShop.Call::answered).containsExactly(502, 201);
    for (String contact : List.of("p141", "p150")) {
      assertThat(shop.calls(contact))
          .extracting(CouponShop.Call::idempotencyKey)
          .containsOnly(shop.calls(contact).get(0).idempotencyKey());
    }
    Delivered plain = mails("p141").get(0);
    Delivered withCoupon = mails("p150").get(0);
    assertThat(plain.subject()).isEqualTo("Last call for your cart");
    assertThat(plain.text()).doesNotContain("SAVE10");
    assertThat(withCoupon.subject()).startsWith("10% off");
    assertThat(withCoupon.text()).contains("SAVE10-p150");
  }

  private ContactId person(int number) {
    int cart = number < CARTS - CONTACTS ? number + CONTACTS : number;
    boolean sms = Carts.LARGE_WITH_SMS.has(cart);
    UnaryOperator<ContactInput> phone =
        input -> sms ? input.with("phone", "+336390" + "%05d".formatted(number)) : input;
    ContactId id =
        subscriber(
            "p" + number,
            input ->
                phone
                    .apply(input)
                    .attribute(
                        "lastDiscountOn",
                        Carts.HAD_A_DISCOUNT_LATELY.has(cart) ? "2027-02-01" : "2026-11-01"));
    if (sms) {
      grant(id, Channel.SMS);
    }
    return id;
  }

  private static int price(int cart) {
    return Carts.LARGE_WITH_SMS.has(cart) ? 180 : 90;
  }

  private void update(int cart, int value, String product) {
    tell(
        owner(cart),
        "CartUpdated",
        "cart-" + cart,
        Map.of("value", value, "products", List.of(Map.of("name", product, "price", value))));
  }

  private void order(int cart) {
    tell(owner(cart), "OrderPlaced", "cart-" + cart, Map.of("total", price(cart)));
  }

  private ContactId owner(int cart) {
    return people.get(cart % CONTACTS);
  }
}
