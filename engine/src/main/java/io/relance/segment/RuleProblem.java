package io.relance.segment;

import java.util.List;

/**
 * Why a rule is not taken.
 *
 * @param path the part at fault, such as {@code rule.all[1].value}
 * @param code a stable word
 * @param arguments what the sentence about it names
 */
record RuleProblem(String path, String code, List<Object> arguments) {}
