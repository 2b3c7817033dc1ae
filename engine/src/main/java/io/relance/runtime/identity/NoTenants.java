package io.relance.runtime.identity;

import java.util.List;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.TenantQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.jspecify.annotations.Nullable;

/** The answer to every question about tenants: we have none. */
class NoTenants extends TenantQueryImpl {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("NullAway") // the engine's own queries pass null inside a command
  NoTenants(@Nullable CommandExecutor executor) {
    super(executor);
  }

  @Override
  public long executeCount(CommandContext context) {
    return 0;
  }

  @Override
  public List<Tenant> executeList(CommandContext context, @Nullable Page page) {
    return List.of();
  }
}
