/** What must hold afterwards, by the topics and by what the actions wrote down themselves. */
@NullMarked
package dev.farrier.faults.judge;

import org.jspecify.annotations.NullMarked;
