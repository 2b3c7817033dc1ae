package io.relance.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator of a new installation.
 *
 * @param adminPassword if absent, one is made up and printed once
 */
@ConfigurationProperties("relance.access")
record AccessSettings(@DefaultValue("admin") String adminName, @Nullable String adminPassword) {}
