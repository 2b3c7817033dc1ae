package io.relance.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The demo.
 *
 * @param directory where the demo keeps its database between runs
 * @param contacts how many contacts it makes at its first start
 * @param token the API token to accept; one is made up where none is given ({@code
 *     RELANCE_DEMO_TOKEN})
 */
@ConfigurationProperties("relance.demo")
record DemoSettings(
    @DefaultValue(".relance") Path directory,
    @DefaultValue("1000") int contacts,
    @Nullable String token) {}
