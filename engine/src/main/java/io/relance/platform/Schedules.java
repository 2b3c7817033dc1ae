package io.relance.platform;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets housekeeping run by the clock on the wall. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Schedules {}
