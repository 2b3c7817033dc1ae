package io.relance.runtime.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationProvider;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Single sign-on: whoever our own login let through to /camunda is logged in there as well. */
@Configuration(proxyBeanMethods = false)
class CockpitLogin {

  /** After Spring Security's filter, before Camunda's own. */
  private static final int ORDER = 101;

  @Bean
  FilterRegistrationBean<ContainerBasedAuthenticationFilter> cockpitLoginFilter() {
    var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
    filter.setInitParameters(Map.of("authentication-provider", Known.class.getName()));
    filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
    filter.setOrder(ORDER);
    return filter;
  }

  /** Takes over who is logged in; Camunda makes it by its name, hence public. */
  public static class Known implements AuthenticationProvider {

    @Override
    public AuthenticationResult extractAuthenticatedUser(
        HttpServletRequest request, ProcessEngine engine) {
      if (request.getUserPrincipal() == null) {
        return AuthenticationResult.unsuccessful();
      }
      var known = AuthenticationResult.successful(request.getUserPrincipal().getName());
      known.setGroups(List.of(People.GROUP));
      known.setTenants(List.of());
      return known;
    }

    @Override
    public void augmentResponseByAuthenticationChallenge(
        HttpServletResponse response, ProcessEngine engine) {
      // the security filters have turned strangers away already
    }
  }
}
