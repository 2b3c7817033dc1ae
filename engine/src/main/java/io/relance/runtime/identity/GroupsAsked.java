package io.relance.runtime.identity;

import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.GroupQueryImpl;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.jspecify.annotations.Nullable;

/** A question of the webapps about groups: there is one, and every administrator is in it. */
class GroupsAsked extends GroupQueryImpl {

  private static final long serialVersionUID = 1;

  private final transient People people;

  @SuppressWarnings("NullAway") // the engine's own queries pass null inside a command
  GroupsAsked(People people, @Nullable CommandExecutor executor) {
    super(executor);
    this.people = people;
  }

  @Override
  public long executeCount(CommandContext context) {
    return found().size();
  }

  @Override
  public List<Group> executeList(CommandContext context, @Nullable Page page) {
    return Paged.of(found(), page);
  }

  private List<Group> found() {
    return people.groups().stream().filter(this::asked).toList();
  }

  private boolean asked(Group group) {
    return (id == null || id.equals(group.getId()))
        && (ids == null || Arrays.asList(ids).contains(group.getId()))
        && (userId == null || people.users().stream().anyMatch(u -> u.getId().equals(userId)))
        && (name == null || name.equals(group.getName()))
        && (type == null || type.equals(group.getType()))
        && tenantId == null;
  }
}
