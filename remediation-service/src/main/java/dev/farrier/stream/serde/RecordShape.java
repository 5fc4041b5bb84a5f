package dev.farrier.stream.serde;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record class taken apart once: its accessors and its canonical constructor. */
record RecordShape(List<RecordComponent> components, List<MethodHandle> accessors, MethodHandle constructor) {

    static RecordShape of(Class<?> type) {
        List<RecordComponent> components = List.of(type.getRecordComponents());
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            List<MethodHandle> accessors = new ArrayList<>();
            for (RecordComponent component : components) {
                accessors.add(lookup.unreflect(component.getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class)));
            }
            Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordShape(components, List.copyOf(accessors), constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot look into " + type.getName(), e);
        }
    }

    List<String> names() {
        return components.stream().map(RecordComponent::getName).toList();
    }

    @Nullable
    Object get(Object value, int component) {
        try {
            return (@Nullable Object) accessors.get(component).invokeExact(value);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** @throws RuntimeException what the record's constructor throws */
    Object create(@Nullable Object[] arguments) {
        try {
            return (Object) constructor.invokeExact(arguments);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Accessors and constructors of records cannot declare checked exceptions of their own. */
    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        throw (Error) e;
    }
}
