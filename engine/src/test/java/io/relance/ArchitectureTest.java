package io.relance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.relance.core.Channel;
import io.relance.messaging.Recipient;
import io.relance.runtime.MovableClock;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.NullMarked;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;

/** The rules that hold over every class of both jars; {@link ModulesTest} holds their borders. */
@AnalyzeClasses(packagesOf = Relance.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] DELEGATES = {
    "io.relance.core..",
    "io.relance.process..",
    "io.relance.messaging..",
    "io.relance.scoring..",
    "io.relance.action.."
  };

  // --- the engine stays behind its seam ---

  @ArchTest
  static final ArchRule camundaIsKnownToDelegatesAndTheSeamOnly =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.relance.process..",
                      "io.relance.journey..",
                      "io.relance.runtime..",
                      "io.relance.platform..")))
          .and(not(partOfADelegate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.camunda..");

  @ArchTest
  static final ArchRule theInsideOfCamundaIsKnownToTheRuntimeOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.relance.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.camunda..impl..");

  @ArchTest
  static final ArchRule variablesAreReadThroughTheStep =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.relance.process..", "io.relance.runtime..")
          .should()
          .accessTargetWhere(
              target(
                  "a variable of the engine",
                  it ->
                      it.getTargetOwner().getPackageName().startsWith("org.camunda.bpm.engine")
                          && it.getName().startsWith("getVariable")));

  @ArchTest
  static final ArchRule aDelegateHasOneCollaborator =
      classes()
          .that()
          .implement(JavaDelegate.class)
          .should(
              be(
                  describe(
                      "holding at most one collaborator besides the channel",
                      type -> collaborators(type) <= 1)));

  // --- the two jars ---

  @ArchTest
  static final ArchRule delegatesKnowNeitherTheEnginesFeaturesNorTheWeb =
      noClasses()
          .that()
          .resideInAnyPackage(DELEGATES)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.relance..")
                  .and(not(resideInAnyPackage(DELEGATES)))
                  .or(resideInAnyPackage("org.springframework.web..", "jakarta.servlet..")));

  @ArchTest
  static void noPackageIsSplitAcrossJars(JavaClasses all) {
    Map<String, Set<String>> homes =
        all.stream()
            .collect(
                groupingBy(JavaClass::getPackageName, mapping(ArchitectureTest::home, toSet())));
    assertThat(homes).allSatisfy((name, jars) -> assertThat(jars).as(name).hasSize(1));
    assertThat(Set.copyOf(homes.values())).hasSize(2);
  }

  // --- who knows whom, beyond what the modules say ---

  /** A feature knows those before it; the others hear of it by events, or serve it by ports. */
  private static final List<String> ORDER =
      List.of(
          "core",
          "process",
          "messaging",
          "scoring",
          "action",
          "runtime",
          "event",
          "report",
          "contact",
          "score",
          "datamart",
          "content",
          "consent",
          "segment",
          "journey",
          "tracking",
          "task",
          "access",
          "platform",
          "demo");

  @ArchTest
  static void aFeatureKnowsThoseBeforeIt(JavaClasses all) {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later =
          ORDER.stream().skip(i + 1L).map("io.relance.%s.."::formatted).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.relance.%s..".formatted(ORDER.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .check(all);
    }
  }

  @ArchTest
  static final ArchRule nobodyDependsOnThePlatform =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.relance.platform..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.relance.platform..");

  @ArchTest
  static final ArchRule onlyTheDemoDependsOnAccess =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.relance.access..", "io.relance.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.relance.access..");

  @ArchTest
  static final ArchRule onlyConsentMakesRecipients =
      classes().that().implement(Recipient.class).should().resideInAPackage("io.relance.consent..");

  // --- time ---

  @ArchTest
  static final ArchRule timeComesFromTheClock =
      noClasses()
          .that()
          .doNotBelongToAnyOf(MovableClock.class)
          .should()
          .accessTargetWhere(target("the time of the machine", ArchitectureTest::readsTheTime));

  @ArchTest
  static final ArchRule theClockIsMadeInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(MovableClock.class)
          .and()
          .doNotHaveFullyQualifiedName("io.relance.runtime.Clocks")
          .should()
          .accessTargetWhere(
              target(
                  "a clock of the machine",
                  it ->
                      it.getTargetOwner().isEquivalentTo(Clock.class)
                          && it.getName().matches("(system|tick)[A-Z].*")));

  // --- how a class is written ---

  @ArchTest static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  @ArchTest static final ArchRule noOtherLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule namesSayWhatAClassIsFor =
      noClasses().should().haveNameMatching(".*(Service|Manager|Helper|Utils?|Impl)");

  @ArchTest
  static final ArchRule theWebLayerIsNobodysApi =
      classes()
          .that()
          .areMetaAnnotatedWith(Controller.class)
          .or()
          .areMetaAnnotatedWith(ControllerAdvice.class)
          .or()
          .areAnnotatedWith(Configuration.class)
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              be(
                  describe(
                      "in a package with @NullMarked",
                      type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

  private static DescribedPredicate<JavaClass> partOfADelegate() {
    DescribedPredicate<JavaClass> delegate =
        assignableTo(JavaDelegate.class)
            .and(
                resideInAnyPackage(
                    "io.relance.messaging..", "io.relance.scoring..", "io.relance.action.."));
    return delegate.or(
        describe(
            "nested in a delegate", it -> it.getEnclosingClass().filter(delegate).isPresent()));
  }

  private static long collaborators(JavaClass delegate) {
    return delegate.getFields().stream()
        .filter(it -> !it.getModifiers().contains(JavaModifier.STATIC))
        .filter(it -> !it.getRawType().isEquivalentTo(Channel.class))
        .count();
  }

  /** The jar, or the folder of classes, that a class comes from. */
  private static String home(JavaClass type) {
    String address = type.getSource().orElseThrow().getUri().toString();
    return address.substring(0, address.indexOf("io/relance/"));
  }

  private static boolean readsTheTime(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    if (owner.isEquivalentTo(System.class)) {
      return name.equals("currentTimeMillis");
    }
    return owner.isEquivalentTo(Date.class)
        ? access.getTarget().getFullName().endsWith("<init>()")
        : owner.getPackageName().equals("java.time") && name.equals("now") && !takesAClock(access);
  }

  private static boolean takesAClock(JavaAccess<?> access) {
    return access.getTarget().getFullName().contains("(" + Clock.class.getName() + ")");
  }

  private static DescribedPredicate<JavaAccess<?>> target(
      String description, Predicate<JavaAccess<?>> test) {
    return describe(description, test);
  }
}
