package io.relance.contact;

import java.util.List;

/** Who would miss a field: asked of every feature that names fields, before one is deleted. */
public interface FieldUses {

  /** What uses the field now, each as a person would name it, such as {@code journey welcome}. */
  List<String> of(String field);
}
