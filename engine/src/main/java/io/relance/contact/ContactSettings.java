package io.relance.contact;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How contacts are read.
 *
 * @param region where a telephone number without country code is at home, when the contact's locale
 *     does not say (ISO 3166)
 */
@ConfigurationProperties("relance.contact")
record ContactSettings(@DefaultValue("FR") String region) {}
