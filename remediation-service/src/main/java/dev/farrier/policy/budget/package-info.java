/** How far limits over several resources are used: counted the same way where they are decided and where they are shown. */
@NullMarked
package dev.farrier.policy.budget;

import org.jspecify.annotations.NullMarked;
