package io.relance.bench;

import io.relance.OnlyTheApplication;
import io.relance.Relance;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;

/** A running Relance, whose background can be told to work and to rest. */
final class Node implements AutoCloseable {

  private final ConfigurableApplicationContext application;
  private final JobExecutor jobs;
  private final boolean withJobs;

  /**
   * Starts the application on a database, with the settings that it has anyway.
   *
   * @param smtpPort where its mail goes; 0: mail stays queued
   */
  Node(String database, int smtpPort) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spring.datasource.url", database);
    settings.put("spring.datasource.username", "postgres");
    settings.put("spring.main.banner-mode", "off");
    settings.put("server.port", "0");
    settings.put("logging.config", "classpath:bench/logback.xml");
    settings.put("relance.access.admin-password", "not-for-the-public");
    if (smtpPort > 0) {
      settings.put("relance.smtp.host", "127.0.0.1");
      settings.put("relance.smtp.port", Integer.toString(smtpPort));
      settings.put("relance.smtp.start-tls", "off");
      settings.put("relance.smtp.from", "Bench <news@bench.example>");
    }
    SpringApplication relance = new SpringApplication(Relance.class);
    relance.addInitializers(
        context ->
            context
                .getBeanFactory()
                .registerSingleton("onlyTheApplication", new OnlyTheApplication()));
    application =
        relance.run(
            settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
    jobs =
        ((ProcessEngineConfigurationImpl) bean(ProcessEngine.class).getProcessEngineConfiguration())
            .getJobExecutor();
    withJobs = jobs.isActive();
    rest();
  }

  <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  int port() {
    return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  void work() {
    application.getBean("pumps", Lifecycle.class).start();
    if (withJobs) {
      jobs.start();
    }
  }

  void rest() {
    if (withJobs) {
      jobs.shutdown();
    }
    application.getBean("pumps", Lifecycle.class).stop();
  }

  @Override
  public void close() {
    application.close();
  }
}
