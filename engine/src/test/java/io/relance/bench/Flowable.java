package io.relance.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.RuntimeService;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.flowable.job.service.impl.asyncexecutor.AsyncExecutor;

/** Flowable 7 with its defaults, its async executor on, called once per contact. */
final class Flowable implements Opponent {

  private static final String INSIDE =
      "(SELECT count(*) FROM act_ru_execution x WHERE x.id_ = t.instance) > 0";

  private final Server server;
  private final Database database;
  private final HikariDataSource pool = new HikariDataSource();
  private final ProcessEngine process;
  private final RuntimeService engine;
  private final AsyncExecutor jobs;
  private long nextContact = 1_000;
  private Crowd crowd;

  Flowable(Server server, String name) {
    this.server = server;
    database = server.create(name);
    pool.setJdbcUrl(database.url());
    pool.setUsername("postgres");
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setEngineName("flowable");
    configuration.setDataSource(pool);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(true);
    configuration.setBeans(Map.of("sendEmail", (JavaDelegate) execution -> {}));
    process = configuration.buildProcessEngine();
    engine = process.getRuntimeService();
    jobs = configuration.getAsyncExecutor();
    process
        .getRepositoryService()
        .createDeployment()
        .addString("walk.bpmn20.xml", Diagram.flowable())
        .deploy();
    jobs.shutdown();
  }

  @Override
  public String name() {
    return "flowable";
  }

  @Override
  public Database database() {
    return database;
  }

  private List<Long> contacts(int count) {
    long from = nextContact;
    nextContact += count;
    return LongStream.range(from, nextContact).boxed().toList();
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

  private void signal(String instance) {
    engine.trigger(
        engine
            .createExecutionQuery()
            .processInstanceId(instance)
            .activityId(Diagram.MAIL)
            .singleResult()
            .getId());
  }

  @Override
  public Crowd crowd() {
    if (crowd == null) {
      long contact = contacts(1).get(0);
      String instance = start(contact);
      signal(instance);
      crowd = new Crowd(database, Template.of(database.jdbc(), instance, contact));
    }
    return crowd;
  }

  @Override
  public Run click(int count) {
    List<Long> contacts = crowd().choose(count).stream().map(Template::contact).toList();
    return measured(count, () -> Callers.callForEach(contacts, this::correlate));
  }

  /** Flowable has no correlation: whoever uses it looks up who waits, then tells the message. */
  private void correlate(long contact) {
    engine.messageEventReceived(
        Diagram.CLICK,
        engine
            .createExecutionQuery()
            .processInstanceBusinessKey(Diagram.businessKey(contact), true)
            .messageEventSubscriptionName(Diagram.CLICK)
            .singleResult()
            .getId());
  }

  @Override
  public Run fire(int count) {
    crowd().choose(count);
    database
        .jdbc()
        .sql(
            """
            UPDATE act_ru_timer_job j
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
                  signal(start(contact));
                  correlate(contact);
                }));
  }

  @Override
  public void close() {
    process.close();
    pool.close();
    server.drop(database);
  }
}
