package io.relance.access;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the audit log is whole, for other systems that keep an eye on it. */
@RestController
class AuditApi {

  private final AuditChain chain;

  AuditApi(AuditChain chain) {
    this.chain = chain;
  }

  @GetMapping("/api/audit/check")
  AuditChain.Found check() {
    return chain.check();
  }
}
