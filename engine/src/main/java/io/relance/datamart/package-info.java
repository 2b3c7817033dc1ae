/** What is known about contacts beyond their profile: tables of the user's own, and questions. */
@NullMarked
package io.relance.datamart;

import org.jspecify.annotations.NullMarked;
