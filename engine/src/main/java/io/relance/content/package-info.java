/** What messages say: templates, links, and the e-mail around them. */
@NullMarked
package io.relance.content;

import org.jspecify.annotations.NullMarked;
