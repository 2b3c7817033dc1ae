package io.relance.contact;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept, by kind; a period of zero keeps them for ever.
 *
 * @param contacts since somebody last did something: clicked, ordered, agreed, was created. That a
 *     mail was opened is no sign of life, nor is anything that we did.
 * @param events since they were received
 * @param messageDetails what providers said of a message; that it was sent is kept
 * @param imports rows that were rejected, and files that were never read to their end
 */
@ConfigurationProperties("relance.retention")
record RetentionSettings(
    @DefaultValue("P3Y") Period contacts,
    @DefaultValue("P3Y") Period events,
    @DefaultValue("P1Y") Period messageDetails,
    @DefaultValue("P30D") Period imports) {}
