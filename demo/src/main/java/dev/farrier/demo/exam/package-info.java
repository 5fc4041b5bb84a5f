/** Breaks everything once and judges what Farrier made of it. */
@NullMarked
package dev.farrier.demo.exam;

import org.jspecify.annotations.NullMarked;
