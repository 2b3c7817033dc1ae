package io.relance.runtime.identity;

import io.relance.runtime.Administrators;
import java.util.List;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.GroupQuery;
import org.camunda.bpm.engine.identity.NativeUserQuery;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.identity.TenantQuery;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.identity.UserQuery;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.ReadOnlyIdentityProvider;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.GroupEntity;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.jspecify.annotations.Nullable;

/**
 * The engine's view of who exists: our administrators, all in one group, nobody else. Nothing can
 * be written and no password can be checked here; people log in through our own door.
 */
class People implements ReadOnlyIdentityProvider {

  /** Camunda's own name for the group whose members may do everything. */
  static final String GROUP = "camunda-admin";

  private final Administrators administrators;

  private People(Administrators administrators) {
    this.administrators = administrators;
  }

  /** All of them, as the engine wants them. */
  List<User> users() {
    return administrators.all().stream().map(People::user).toList();
  }

  List<Group> groups() {
    var group = new GroupEntity(GROUP);
    group.setName("Administrators");
    group.setType("SYSTEM");
    return List.of(group);
  }

  private static User user(Administrators.Administrator administrator) {
    var user = new UserEntity(administrator.name());
    user.setFirstName(administrator.fullName());
    user.setLastName("");
    return user;
  }

  @Override
  @SuppressWarnings("NullAway") // the engine expects null for nobody
  public User findUserById(String id) {
    return users().stream().filter(user -> user.getId().equals(id)).findFirst().orElse(null);
  }

  @Override
  public UserQuery createUserQuery() {
    return new UsersAsked(this, executor());
  }

  @Override
  public UserQuery createUserQuery(CommandContext context) {
    return new UsersAsked(this, null);
  }

  @Override
  public NativeUserQuery createNativeUserQuery() {
    throw new BadUserRequestException("Users are not in the engine's tables.");
  }

  @Override
  public boolean checkPassword(String id, String password) {
    return false;
  }

  @Override
  @SuppressWarnings("NullAway") // the engine expects null for none
  public Group findGroupById(String id) {
    return groups().stream().filter(group -> group.getId().equals(id)).findFirst().orElse(null);
  }

  @Override
  public GroupQuery createGroupQuery() {
    return new GroupsAsked(this, executor());
  }

  @Override
  public GroupQuery createGroupQuery(CommandContext context) {
    return new GroupsAsked(this, null);
  }

  @Override
  @SuppressWarnings("NullAway") // the engine expects null for none
  public Tenant findTenantById(String id) {
    return null;
  }

  @Override
  public TenantQuery createTenantQuery() {
    return new NoTenants(executor());
  }

  @Override
  public TenantQuery createTenantQuery(CommandContext context) {
    return new NoTenants(null);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private static @Nullable CommandExecutor executor() {
    return Context.getProcessEngineConfiguration() == null
        ? null
        : Context.getProcessEngineConfiguration().getCommandExecutorTxRequired();
  }

  /** Opens one view per command of the engine. */
  record Factory(Administrators administrators) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return ReadOnlyIdentityProvider.class;
    }

    @Override
    public Session openSession() {
      return new People(administrators);
    }
  }
}
