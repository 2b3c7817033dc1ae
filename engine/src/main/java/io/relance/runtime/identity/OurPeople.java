package io.relance.runtime.identity;

import io.relance.runtime.Administrators;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.plugin.AdministratorAuthorizationPlugin;
import org.springframework.stereotype.Component;

/**
 * Gives the engine our people instead of its own tables, and their group the right to everything;
 * grants that are missing are made at every start.
 */
@Component
class OurPeople extends AdministratorAuthorizationPlugin {

  private final Administrators administrators;

  OurPeople(Administrators administrators) {
    this.administrators = administrators;
    setAdministratorGroupName(People.GROUP);
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    super.preInit(engine);
    engine.setIdentityProviderSessionFactory(new People.Factory(administrators));
  }
}
