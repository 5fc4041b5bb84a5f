/** What people order until a time: how it is written, and which resources it is about. */
@NullMarked
package dev.farrier.policy.order;

import org.jspecify.annotations.NullMarked;
