/** Who may do what: login, roles, API tokens and the audit log; nobody depends on it. */
@NullMarked
package io.relance.access;

import org.jspecify.annotations.NullMarked;
