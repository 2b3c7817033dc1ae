package io.relance;

import java.io.IOException;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Keeps the small contexts of other tests out of a test of the whole application. */
public final class OnlyTheApplication extends TypeExcludeFilter {

  @Override
  public boolean match(MetadataReader type, MetadataReaderFactory types) throws IOException {
    return type.getResource().getURL().getPath().contains("/test-classes/");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnlyTheApplication;
  }

  @Override
  public int hashCode() {
    return OnlyTheApplication.class.hashCode();
  }
}
