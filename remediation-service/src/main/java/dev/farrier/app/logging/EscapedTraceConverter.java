package dev.farrier.app.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.farrier.model.OwnOutput;
import dev.farrier.model.Texts;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code %trace}: a stack trace on several lines; line breaks in its messages are escaped. Named in {@code logback.xml}. */
public final class EscapedTraceConverter extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        // Each line may be shipped by itself.
        return super.throwableProxyToString(new EscapedThrowable(thrown))
                .lines()
                .map(line -> line + " " + OwnOutput.MARK + "\n")
                .collect(Collectors.joining());
    }

    private record EscapedThrowable(IThrowableProxy thrown) implements IThrowableProxy {
        @Override
        public @Nullable String getOverridingMessage() {
            return escaped(thrown.getOverridingMessage());
        }

        @Override
        public @Nullable String getMessage() {
            return escaped(thrown.getMessage());
        }

        @Override
        public String getClassName() {
            return thrown.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return thrown.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return thrown.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            IThrowableProxy cause = thrown.getCause();
            return cause == null ? null : new EscapedThrowable(cause);
        }

        @Override
        public IThrowableProxy @Nullable [] getSuppressed() {
            IThrowableProxy[] suppressed = thrown.getSuppressed();
            return suppressed == null
                    ? null
                    : Arrays.stream(suppressed).map(EscapedThrowable::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return thrown.isCyclic();
        }

        private static @Nullable String escaped(@Nullable String message) {
            return message == null ? null : Texts.escaped(message);
        }
    }
}
