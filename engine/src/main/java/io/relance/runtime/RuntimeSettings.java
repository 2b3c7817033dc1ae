package io.relance.runtime;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node moves tokens.
 *
 * @param inSets false moves each token in a transaction of its own through the engine's own
 *     commands; slower, for comparison and as a way out
 * @param jobThreads how many threads run due jobs
 */
@ConfigurationProperties("relance.runtime")
record RuntimeSettings(@DefaultValue("true") boolean inSets, @DefaultValue("2") int jobThreads) {}
