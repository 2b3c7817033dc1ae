package io.relance.bench;

import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.bpmn.behavior.TaskActivityBehavior;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityBehavior;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Camunda 7 as its Spring Boot starter sets it up, called once per contact. */
final class Stock implements Opponent {

  private static final String INSIDE =
      "(SELECT count(*) FROM act_ru_execution x WHERE x.id_ = t.instance) > 0";

  private final Server server;
  private final Database database;
  private final ConfigurableApplicationContext application;
  private final RuntimeService engine;
  private final JobExecutor jobs;
  private long nextContact = 1_000;
  private Crowd crowd;

  Stock(Server server, String name) {
    this.server = server;
    database = server.create(name);
    application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(
                // Our own application.yaml is on the same class path; the starter shall not see it.
                "--spring.config.location=optional:classpath:/nowhere/",
                "--spring.main.banner-mode=off",
                "--logging.config=classpath:bench/logback.xml",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--camunda.bpm.process-engine-name=stock",
                "--camunda.bpm.auto-deployment-enabled=false");
    ProcessEngine stock = application.getBean(ProcessEngine.class);
    engine = stock.getRuntimeService();
    jobs =
        ((ProcessEngineConfigurationImpl) stock.getProcessEngineConfiguration()).getJobExecutor();
    stock
        .getRepositoryService()
        .createDeployment()
        .addString("walk.bpmn", Diagram.stock())
        .deploy();
    jobs.shutdown();
  }

  @Override
  public String name() {
    return "stock";
  }

  @Override
  public Database database() {
    return database;
  }

  private List<Long> contacts(int count) {
    long from = nextContact;
    nextContact += count;
    return java.util.stream.LongStream.range(from, nextContact).boxed().toList();
  }

  private Run measured(int count, Runnable work) {
    server.checkpoint();
    Stopwatch watch = new Stopwatch(server);
    jobs.start();
    work.run();
    Run run = watch.done(count);
    jobs.shutdown();
    return run;
  }

  @Override
  public Run enrol(int count) {
    List<Long> contacts = contacts(count);
    return measured(count, () -> Callers.callForEach(contacts, this::start));
  }

  private String start(long contact) {
    return engine
        .startProcessInstanceByKey(Diagram.KEY, Diagram.businessKey(contact))
        .getProcessInstanceId();
  }

  @Override
  public Crowd crowd() {
    if (crowd == null) {
      long contact = contacts(1).get(0);
      String instance = start(contact);
      engine.signal(instance);
      crowd = new Crowd(database, Template.of(database.jdbc(), instance, contact));
    }
    return crowd;
  }

  @Override
  public Run click(int count) {
    List<Long> contacts = crowd().choose(count).stream().map(Template::contact).toList();
    return measured(count, () -> Callers.callForEach(contacts, this::correlate));
  }

  private void correlate(long contact) {
    engine
        .createMessageCorrelation(Diagram.CLICK)
        .processInstanceBusinessKey(Diagram.businessKey(contact))
        .correlate();
  }

  @Override
  public Run fire(int count) {
    crowd().choose(count);
    database
        .jdbc()
        .sql(
            """
            UPDATE act_ru_job j
               SET duedate_ = now() AT TIME ZONE 'UTC' - interval '1 minute'
              FROM bench_target t
             WHERE j.process_instance_id_ = t.instance
            """)
        .update();
    return measured(count, () -> database.awaitNone(INSIDE));
  }

  @Override
  public Run walk(int count) {
    return measured(
        count,
        () ->
            Callers.callForEach(
                contacts(count),
                contact -> {
                  engine.signal(start(contact));
                  correlate(contact);
                }));
  }

  @Override
  public void close() {
    application.close();
    server.drop(database);
  }

  /** What somebody writes who uses the starter: nothing but the step. */
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    CamundaBpmAutoConfiguration.class
  })
  static class Application {

    @Bean
    ActivityBehavior sendEmail() {
      return new WaitsForTheSignal();
    }
  }

  /** Sends nothing and stays until it is told that the mail was accepted. */
  private static final class WaitsForTheSignal extends TaskActivityBehavior {

    @Override
    protected void performExecution(ActivityExecution execution) {}

    @Override
    public void signal(ActivityExecution execution, String name, Object data) {
      leave(execution);
    }
  }
}
