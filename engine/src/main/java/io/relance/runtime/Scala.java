package io.relance.runtime;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.collection.Iterable;
import camundajar.impl.scala.collection.Iterator;
import java.util.ArrayList;
import java.util.List;
import org.camunda.feel.syntaxtree.Exp;

/** The parts of what FEEL's parser, which is written in Scala, gives us. */
final class Scala {

  private Scala() {}

  /** The elements of a collection, or the fields of a case class; nothing for anything else. */
  static List<Object> parts(Object whole) {
    List<Object> parts = new ArrayList<>();
    Iterator<?> rest = null;
    if (whole instanceof Iterable<?> collection) {
      rest = collection.iterator();
    } else if (whole instanceof Product product) {
      rest = product.productIterator();
    }
    while (rest != null && rest.hasNext()) {
      parts.add(rest.next());
    }
    return parts;
  }

  /** The expressions in a list of arguments, however it is wrapped. */
  static List<Object> leaves(Object arguments) {
    List<Object> leaves = new ArrayList<>();
    for (Object part : parts(arguments)) {
      if (part instanceof Exp) {
        leaves.add(part);
      } else {
        leaves.addAll(leaves(part));
      }
    }
    return leaves;
  }
}
