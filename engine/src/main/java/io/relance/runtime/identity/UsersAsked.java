package io.relance.runtime.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.UserQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.jspecify.annotations.Nullable;

/** A question of the webapps about users; answered from our own table. */
class UsersAsked extends UserQueryImpl {

  private static final long serialVersionUID = 1;

  private final transient People people;

  @SuppressWarnings("NullAway") // the engine's own queries pass null inside a command
  UsersAsked(People people, @Nullable CommandExecutor executor) {
    super(executor);
    this.people = people;
  }

  @Override
  public long executeCount(CommandContext context) {
    return found().size();
  }

  @Override
  public List<User> executeList(CommandContext context, @Nullable Page page) {
    return Paged.of(found(), page);
  }

  private List<User> found() {
    return people.users().stream().filter(this::asked).toList();
  }

  private boolean asked(User user) {
    return (id == null || id.equals(user.getId()))
        && (ids == null || Arrays.asList(ids).contains(user.getId()))
        && (groupId == null || groupId.equals(People.GROUP))
        && tenantId == null
        && like(firstNameLike, user.getFirstName())
        && like(lastNameLike, user.getLastName())
        && (firstName == null || firstName.equals(user.getFirstName()))
        && (lastName == null || lastName.equals(user.getLastName()))
        && email == null
        && emailLike == null;
  }

  private static boolean like(@Nullable String pattern, String text) {
    return pattern == null
        || text.toLowerCase(Locale.ROOT)
            .contains(pattern.replace("%", "").toLowerCase(Locale.ROOT));
  }
}
