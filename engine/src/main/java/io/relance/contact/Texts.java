package io.relance.contact;

/** Writes texts that speak of the facts of one walk. */
public interface Texts {

  /** The Liquid template with the facts of this process instance filled in. */
  String write(String template, String processInstanceId);
}
