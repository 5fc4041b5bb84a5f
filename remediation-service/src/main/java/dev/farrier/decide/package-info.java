/**
 * The decider: a pure fold of its log. {@link dev.farrier.decide.Decider} hands each input to one handler of this package; the handlers
 * decide with the classes of the packages below, of which each knows only those before it: {@code state}, {@code context},
 * {@code command}, {@code guard}, {@code call}, {@code run}.
 */
@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
