package io.relance.journey.check;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The BPMN schema, as the engine holds every file to it when it is deployed: above all the order of
 * elements. Comes last, when the file is known to hold no DOCTYPE and to name no schema.
 */
final class SchemaRules {

  private static final String RESOURCE = "org/camunda/bpm/engine/impl/bpmn/parser/BPMN20.xsd";

  private SchemaRules() {}

  static void check(String xml, Findings findings) {
    try {
      Validator validator = Bpmn20.SCHEMA.newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.validate(new StreamSource(new StringReader(xml)));
    } catch (SAXParseException broken) {
      findings.atLine(Rule.SCHEMA, broken.getLineNumber(), words(broken));
    } catch (SAXException broken) {
      findings.atLine(Rule.SCHEMA, 0, words(broken));
    } catch (IOException cannotHappen) {
      throw new UncheckedIOException(cannotHappen);
    }
  }

  /** The words of the validator without their code and without the namespaces. */
  private static String words(SAXException broken) {
    String words = String.valueOf(broken.getMessage());
    return words.replaceFirst("^cvc-[^:]*: ", "").replaceAll("\"http[^\"]*\":", "");
  }

  /** Read once, from the engine's own jar. */
  private static final class Bpmn20 {
    static final Schema SCHEMA = load();

    private static Schema load() {
      try {
        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        return factory.newSchema(
            Objects.requireNonNull(
                SchemaRules.class.getClassLoader().getResource(RESOURCE), "no " + RESOURCE));
      } catch (SAXException broken) {
        throw new IllegalStateException("The engine's BPMN schema cannot be read", broken);
      }
    }
  }
}
